// What the person does, and the start of the page.

let state = freshState();
let previous = null;

function render() {
  document.documentElement.lang = language;
  document.title = `${t("workbook.title")}, ${DATA.country} ${DATA.round}`;
  renderTop();
  renderBar();
  renderFoot();
  renderContents();
  renderNotices();
  renderPages();
  renderPanel();
}

function show(wanted, focus = true) {
  page = wanted;
  document.querySelectorAll(".page").forEach((one) => { one.hidden = one.id !== `page:${page}`; });
  renderContents();
  if (focus) {
    byId(`head:${page}`).focus({ preventScroll: true });
    byId(`head:${page}`).scrollIntoView();
  }
}

function pageOfHash() {
  const known = ["start", ...DATA.areas.map((area) => area.id)];
  return known.find((id) => `#${encodeURIComponent(id)}` === location.hash) ?? null;
}

function goTo(target, wanted) {
  if (wanted !== page) {
    history.replaceState(null, "", `#${encodeURIComponent(wanted)}`);
    show(wanted, false);
  }
  const found = byId(target);
  for (let one = found.parentElement; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
  const control = found.tagName === "FIELDSET" ? found.querySelector("input:checked") || found.querySelector("input") : found;
  control.focus();
  control.scrollIntoView({ block: "center" });
}

function onInput({ target }) {
  const { id, part, head, challenge } = target.dataset;
  if (head) state[head] = target.value;
  else if (challenge) state.challenges.set(challenge, target.value);
  else if (part === "unchanged") return markUnchanged(id, target.checked);
  else if (part) setPart(id, part, target);
  else return undefined;
  return changed(id || null);
}

function onLeave({ target }) {
  const { id, part } = target.dataset || {};
  if (part !== "reason") return;
  REASONS.add(id);
  refreshItem(id);
}

function check(kind) {
  panel = { kind };
  checkedAll = true;
  DATA.areas.forEach((area) => area.indicators.forEach(refreshIndicator));
  renderPanel();
  announce("");
  byId("panel-head").focus();
}

function changeLanguage(wanted) {
  const open = openDetails(document);
  language = wanted;
  render();
  open();
  if (unsaved || keptAt) keepDraft();
  announce(t("html_form.now_in"));
  document.querySelector(`[data-action=language][value=${wanted}]`).focus();
}

const ACTIONS = {
  save, forget, today,
  load: () => byId("file").click(),
  check: () => check("check"),
  submit: () => check("submit"),
  print: () => window.print(),
  language: (one) => changeLanguage(one.value),
  clear: (one) => clear(one.dataset.id),
  "add-evidence": (one) => addEvidence(one.dataset.id),
  "remove-evidence": (one) => removeEvidence(one.dataset.id, Number(one.dataset.at)),
  "take-challenge": (one) => takeChallenge(one.dataset.id),
  dismiss: (one) => { notices.splice(Number(one.dataset.at), 1); renderNotices(); byId("main").focus(); },
  "close-panel": () => { panel = null; renderPanel(); byId("main").focus(); },
};

function onClick(event) {
  const found = event.target.closest("[data-action], [data-to], #skip");
  if (!found) return;
  if (found.dataset.action) ACTIONS[found.dataset.action](found);
  else {
    event.preventDefault();
    if (found.id === "skip") byId("main").focus();
    else goTo(found.dataset.to, decodeURIComponent(found.getAttribute("href").slice(1)));
  }
}

function listen() {
  document.addEventListener("input", onInput);
  document.addEventListener("focusout", onLeave);
  document.addEventListener("click", onClick);
  byId("file").addEventListener("change", ({ target }) => {
    if (target.files.length) load(target.files[0]);
    target.value = "";
  });
  window.addEventListener("hashchange", () => { if (pageOfHash()) show(pageOfHash()); });
  window.addEventListener("beforeprint", renderPaper);
  window.addEventListener("afterprint", () => byId("paper").replaceChildren());
  window.addEventListener("pagehide", () => { if (timer) keepDraft(); });
  window.addEventListener("beforeunload", (event) => {
    if (!unsaved) return;
    event.preventDefault();
    event.returnValue = true; // for older browsers
  });
  window.addEventListener("storage", (event) => { if (event.key === draft.key) notice("elsewhere"); });
}

// What is brought into view stays clear of the bar, however many lines that takes.
function watchBar() {
  const measure = () => document.documentElement.style.setProperty("--bar", `${byId("bar").offsetHeight}px`);
  new ResizeObserver(measure).observe(byId("bar"));
}

function start() {
  previous = DATA.previous && readPrevious(DATA.previous);
  state = initialState();
  page = pageOfHash() || "start";
  if (!draft.probe()) notices.push(["not_kept", {}]);
  byId("app").hidden = false;
  render();
  listen();
  watchBar();
  restore();
}

start();
