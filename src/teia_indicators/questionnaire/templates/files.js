// Answers out of the page and back: files of the person's, and the draft in the browser.

let unsaved = false; // changed since the answers were last saved to a file
let keptAt = null;
let timer = 0;

function keepDraft() {
  clearTimeout(timer);
  timer = 0;
  if (draft.write(state, unsaved)) keptAt = new Date();
  else if (keptAt || draft.works) {
    keptAt = null;
    draft.works = false;
    notice("not_kept");
  }
  renderKept();
}

function fileName() {
  const plain = (text) => text.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  const parts = [DATA.country, DATA.round, DATA.asked.length ? state.authority : ""].map(plain);
  return `${parts.filter(Boolean).join("-").slice(0, 80)}.json`;
}

function save() {
  const text = `${JSON.stringify(toDocument(state), null, 1)}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  h("a", { href: url, download: fileName() }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
  unsaved = false;
  keepDraft();
  const count = findProblems(state).length;
  announce(`${t("html_form.saved", { name: fileName() })}${count ? ` ${t("html_form.saved_problems", { count })}` : ""}`);
}

function refuse(name, problems) {
  panel = { kind: "load", name, problems };
  renderPanel();
  announce("");
  byId("panel-head").focus();
}

async function load(file) {
  let given;
  try {
    given = JSON.parse((await file.text()).replace(/^\ufeff/, ""));
  } catch {
    refuse(file.name, [{ text: "html_form.no_json" }]);
    return;
  }
  const { state: read, problems } = readDocument(given);
  if (!read) {
    refuse(file.name, problems);
    return;
  }
  if (unsaved) {
    const choice = await ask(t("html_form.ask_load", { name: file.name }), [["yes", t("html_form.ask_load_yes")], ["no", t("html_form.cancel")]]);
    if (choice === "no") return;
  }
  state = read;
  unsaved = false;
  const faulty = findProblems(state).length > 0;
  panel = faulty ? { kind: "check" } : null;
  checkedAll = faulty;
  keepDraft();
  render();
  announce(t("html_form.loaded", { name: file.name }));
  byId(faulty ? "panel-head" : `head:${page}`).focus();
}

async function forget() {
  const choice = await ask(t("html_form.ask_forget"), [["yes", t("html_form.ask_forget_yes")], ["no", t("html_form.cancel")]]);
  if (choice === "no") return;
  clearTimeout(timer);
  timer = 0;
  draft.remove();
  keptAt = null;
  unsaved = false;
  panel = null;
  checkedAll = false;
  REASONS.clear();
  REPLACED.clear();
  state = initialState();
  notices = [];
  render();
  announce(t("html_form.forgotten"));
  byId("tool:forget").focus();
}

function initialState() {
  if (!DATA.given) return freshState();
  const { state: given, problems } = readDocument(DATA.given);
  if (!given) panel = { kind: "load", name: "", problems };
  return given || freshState();
}

function lessLanguage(found) {
  return { ...found, language: null };
}

// A draft of an earlier sitting comes back; where the file brings answers too, the person chooses.
async function restore() {
  const kept = draft.read();
  if (!kept) return;
  if (!kept.state) {
    notice("unreadable");
    return;
  }
  const time = new Date(kept.time).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
  const same = JSON.stringify(lessLanguage(kept.document)) === JSON.stringify(lessLanguage(toDocument(state)));
  if (DATA.given && !same) {
    const choice = await ask(t("html_form.ask_draft", { time }), [["given", t("html_form.ask_draft_given")], ["draft", t("html_form.ask_draft_kept")]]);
    if (choice === "given") return;
  }
  state = kept.state;
  unsaved = kept.unsaved;
  language = LANGUAGES.includes(kept.document.language ?? "en") ? kept.document.language ?? "en" : language;
  keptAt = new Date(kept.time);
  if (!same) notices.push(["restored", { time }]);
  render();
}
