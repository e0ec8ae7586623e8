// Every change of an answer, and what it brings along.

const REPLACED = new Map(); // what an "unchanged" mark replaced, for taking the mark back

// Every change goes through here.
function changed(id = null) {
  unsaved = true;
  if (!timer) timer = setTimeout(keepDraft, 400);
  if (id) refreshIndicator(HOME.get(id).indicator);
  else refreshHead();
  renderContents();
  if (panel && panel.kind !== "load") renderPanel();
}

function edit(id, change) {
  const now = { ...answerOf(id), evidence: answerOf(id).evidence.map((one) => ({ ...one })) };
  change(now);
  state.answers.set(id, now);
}

// Remembers which details are open, and gives what opens them again.
function openDetails(root) {
  const ids = [...root.querySelectorAll("details[open]")].map((one) => one.id);
  return () => ids.forEach((id) => { byId(id).open = true; });
}

// Draws an item anew after its parts have changed, and brings the focus to one of them.
function redraw(id, focus) {
  const { indicator, criterion } = HOME.get(id);
  const open = openDetails(byId(`item:${id}`));
  byId(`item:${id}`).replaceWith(criterion ? criterionItem(criterion) : wholeItem(indicator));
  open();
  changed(id);
  byId(focus)?.focus();
}

function setPart(id, part, control) {
  edit(id, (answer) => {
    const [name, at, inner] = part.split(":");
    if (name === "evidence") answer.evidence[Number(at)][inner] = control.value;
    else if (name === "correction") answer.correction = control.checked;
    else if (name === "value" && /^\d+$/.test(control.value)) answer.value = Number(control.value);
    else answer[name] = control.value;
  });
}

function markUnchanged(id, marked) {
  if (marked) {
    REPLACED.set(id, answerOf(id));
    state.answers.set(id, { ...previousOf(id), evidence: previousOf(id).evidence.map((one) => ({ ...one })) });
  } else state.answers.set(id, REPLACED.get(id) || BLANK);
  redraw(id, `f:${id}:unchanged`);
}

function clear(id) {
  edit(id, (answer) => { answer.value = "unanswered"; });
  redraw(id, byId(`f:${id}:value`).querySelector("input").id);
}

function addEvidence(id) {
  edit(id, (answer) => answer.evidence.push({ ...BLANK_EVIDENCE }));
  redraw(id, `f:${id}:evidence:${answerOf(id).evidence.length - 1}:title`);
}

function removeEvidence(id, at) {
  edit(id, (answer) => answer.evidence.splice(at, 1));
  redraw(id, `add:${id}`);
  announce(t("html_form.removed", { number: at + 1, id }));
}

function takeChallenge(area) {
  state.challenges.set(area, previous.challenges.get(area));
  byId(`f:challenge:${area}`).value = state.challenges.get(area);
  changed();
  byId(`f:challenge:${area}`).focus();
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  state.date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  byId("f:date").value = state.date;
  changed();
}
