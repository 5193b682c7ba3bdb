"""What can go wrong with a plan that is read."""


class PlanError(Exception):
    """A file or document that is no plan; the text is one sentence that names it and says what to do."""


class UnknownPlanFile(PlanError):
    """A binary plan file of a version that is not known here: the terraform that wrote it can show it."""
