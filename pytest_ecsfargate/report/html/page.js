"use strict";
// Without this script the page shows everything; with it, what was asked for.
{
  const filters = document.getElementById("filters");
  const theme = document.getElementById("theme");
  const root = document.documentElement;

  theme.hidden = false;
  theme.addEventListener("click", () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  if (filters) {
    const sections = [...document.querySelectorAll(".requirement")].map((section) => ({
      section,
      heading: section.firstElementChild.textContent.toLowerCase(),
      items: [...section.querySelectorAll(".item")].map((item) => ({
        item,
        text: item.textContent.toLowerCase(),
        places: [...item.querySelectorAll("[data-environments]")],
      })),
    }));
    const total = document.querySelectorAll(".spots > li").length;
    const checked = (name) =>
      new Set([...filters.elements[name]].filter((box) => box.checked).map((box) => box.value));
    const chosen = (name) => filters.elements[name]?.value ?? "";

    const apply = () => {
      const outcomes = checked("outcome");
      const severities = checked("severity");
      const module = chosen("module");
      const environment = chosen("environment");
      const words = chosen("text").toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      let any = false;
      for (const { section, heading, items } of sections) {
        let here = false;
        for (const { item, text, places } of items) {
          const wanted =
            outcomes.has(item.dataset.outcome) &&
            severities.has(item.dataset.severity) &&
            (!module || item.dataset.module === module) &&
            words.every((word) => text.includes(word) || heading.includes(word));
          let visible = false;
          for (const place of places) {
            const shown =
              wanted && (!environment || place.dataset.environments.split(" ").includes(environment));
            place.hidden = !shown;
            visible ||= shown;
            count += shown && place.localName === "li" ? 1 : 0;
          }
          item.hidden = !visible;
          here ||= visible;
        }
        section.hidden = !here;
        any ||= here;
      }
      document.getElementById("nothing").hidden = any;
      filters.elements.shown.value = `${count} of ${total} places shown`;
    };

    const open = (state) => {
      for (const { section } of sections) section.open = state;
    };

    // A link to a finding shows it, even where it was filtered away or folded in.
    const reveal = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target) return;
      if (target.closest("[hidden]")) {
        filters.reset();
        apply();
      }
      for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      target.scrollIntoView();
    };

    filters.hidden = false;
    filters.addEventListener("submit", (event) => {
      event.preventDefault();
      apply();
    });
    filters.addEventListener("input", apply);
    filters.addEventListener("reset", () => setTimeout(apply));
    filters.elements.open.addEventListener("click", () => open(true));
    filters.elements.close.addEventListener("click", () => open(false));
    addEventListener("hashchange", reveal);
    apply();
    if (location.hash) reveal();
  }
}
