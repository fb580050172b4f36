"use strict";
const by = (id) => document.getElementById(id);
const [error, type, words, bare, count] = ["error", "type", "words", "bare", "count"].map(by);
const sheets = [...document.querySelectorAll(".document")].map((box) => ({
  box,
  about: box.querySelector("summary").textContent.toLowerCase(),
  blocks: [...box.querySelectorAll(".block")].map((block) => ({
    block,
    words: block.textContent.toLowerCase(),
    rows: [...block.querySelectorAll(".row")],
  })),
}));

const wanted = (row) => {
  const { kind, types, slots } = row.dataset;
  const [what, name] = error.value.split(":");
  const fits =
    what === "" ||
    (what === "wrong" && kind !== "right") ||
    (what === "kind" && kind === name) ||
    (what === "slot" && slots.split(" ").includes(name));
  return fits && (type.value === "" || types.split(" ").includes(type.value));
};

const filter = () => {
  const said = words.value.trim().toLowerCase();
  const open = error.value === "" && type.value === "";
  let rows = 0;
  let documents = 0;
  for (const sheet of sheets) {
    const whole = sheet.about.includes(said);
    let any = false;
    for (const { block, words: text, rows: members } of sheet.blocks) {
      const spoken = whole || text.includes(said);
      let some = false;
      for (const row of members) {
        row.hidden = !(spoken && wanted(row));
        some ||= !row.hidden;
        rows += !row.hidden;
      }
      any ||= some || (open && spoken && members.length === 0);
      block.hidden = members.length ? !some : !(bare.checked && open && spoken);
    }
    sheet.box.hidden = !any;
    documents += any;
  }
  count.textContent = `${rows} rows in ${documents} documents`;
  by("nothing").hidden = documents > 0;
};

let last = null;
const step = (forward) => {
  const rows = [...document.querySelectorAll(".document[open]:not([hidden]) .row:not([hidden])")];
  if (rows.length === 0) return;
  let at = rows.indexOf(document.activeElement?.closest(".row") ?? last);
  if (at < 0) {
    const below = rows.findIndex((row) => row.getBoundingClientRect().top > 60);
    at = (below < 0 ? rows.length : below) - (forward ? 1 : 0);
  }
  last = rows[Math.min(Math.max(at + (forward ? 1 : -1), 0), rows.length - 1)];
  last.focus({ preventScroll: true });
  last.scrollIntoView({ block: "center" });
};

for (const control of [error, type, words, bare]) control.addEventListener("input", filter);
document.querySelector(".controls").addEventListener("submit", (event) => event.preventDefault());
by("next").addEventListener("click", () => step(true));
by("back").addEventListener("click", () => step(false));
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-type]");
  if (!link) return;
  type.value = link.dataset.type;
  filter();
  by("documents").scrollIntoView();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) return;
  if (event.key === "j" || event.key === "k") step(event.key === "j");
  if (event.key === "/") {
    event.preventDefault();
    words.focus();
  }
});
filter();
