"""What can go wrong with a plan that is read, and with the settings that it is judged by."""


class PlanError(Exception):
    """A file or document that is no plan; the text is one sentence that names it and says what to do."""


class UnknownPlanFile(PlanError):
    """A binary plan file of a version that is not known here: the terraform that wrote it can show it."""


class SettingError(ValueError):
    """A setting of a requirement that makes no sense, or a file that it names; the text is one sentence."""
