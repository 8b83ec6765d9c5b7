// The desk of a review: where people write. What is typed is kept in this tab at once, sent after a pause of a second,
// and forgotten only when the server has answered that it holds it. Text reaches the page as text, never as markup.

const PAUSE = 1000;
const desks = new WeakMap();

export default function (component) {
  const place = component.parentElement;
  if (!desks.has(place)) desks.set(place, new Desk(place));
  const desk = desks.get(place);
  desk.update(component.data, (outbox) => component.setStateValue("outbox", outbox));
  return () => desk.leave();
}

function h(name, options, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(options || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

class Desk {
  constructor(place) {
    this.root = h("div", { class: "desk" });
    place.append(this.root);
    this.fields = new Map();
    this.sent = new Set();
    this.notices = new Map();
    this.scene = "";
    this.timer = 0;
    // Arrow keys that move a caret or a choice must not turn the page.
    this.root.addEventListener("keydown", (event) => {
      if (!event.target.matches("input, textarea, select")) return;
      if (event.key === "Escape") event.target.blur();
      event.stopPropagation();
    });
  }

  // ---- what survives ----
  read(name) {
    try { return JSON.parse(sessionStorage.getItem(`plumbline/${this.data.space}/${name}`)); } catch { return null; }
  }
  keep(name, value) {
    const key = `plumbline/${this.data.space}/${name}`;
    try {
      if (value === null || value === "") sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(value));
    } catch { /* a full or forbidden storage: the text is still in its field and is sent as ever */ }
  }
  drafts() { return this.read("drafts") || {}; }
  draft(ref, change) {
    const all = this.drafts();
    if (change === null) delete all[ref]; else all[ref] = { ...all[ref], ...change };
    this.keep("drafts", Object.keys(all).length ? all : null);
  }

  // ---- sending ----
  outbox() { return this.read("outbox") || []; }
  send(event) {
    const id = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
    this.keep("outbox", [...this.outbox(), { ...event, id }]);
    this.post();
  }
  post() {
    const waiting = this.outbox();
    if (!waiting.some((event) => !this.sent.has(event.id))) return;
    waiting.forEach((event) => this.sent.add(event.id));
    this.say(waiting);
  }
  // A check-in is sent when none of its key result is under way, with the version that it was made from.
  pump() {
    clearTimeout(this.timer);
    const busy = new Set(this.outbox().filter((event) => event.do === "check_in").map((event) => event.ref));
    for (const [ref, draft] of Object.entries(this.drafts())) {
      if (!draft.theirs && !draft.refused && !busy.has(ref)) this.send({ do: "check_in", ref, ...draft });
    }
  }
  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pump(), PAUSE);
  }
  leave() { this.pump(); }
  update(data, say) {
    if (this.data && this.data.space !== data.space) { this.fields.clear(); this.sent.clear(); this.notices.clear(); }
    Object.assign(this, { data, say });
    const waiting = this.outbox();
    const open = waiting.filter((event) => !data.answers[event.id]);
    this.keep("outbox", open.length ? open : null);
    for (const event of waiting) if (data.answers[event.id]) this.answered(event, data.answers[event.id]);
    this.post();
    this.pump();
    if (this.composing) this.late = true; else this.draw();
  }

  answered(event, answer) {
    if (event.do === "check_in") {
      const draft = this.drafts()[event.ref];
      if (!draft) return;
      const isAll = draft.note === event.note && draft.confidence === event.confidence;
      if (answer.ok) this.draft(event.ref, isAll ? null : { version: answer.version });
      else this.draft(event.ref, answer.theirs ? { theirs: answer.theirs } : { refused: answer.problem });
      return;
    }
    const form = event.form || "list";
    if (!answer.ok) { this.notices.set(form, answer.problem); return; }
    this.notices.delete(form);
    for (const name of event.clears || []) { this.keep(`field/${name}`, null); this.fields.delete(name); }
  }

  // ---- drawing ----
  draw() {
    const scene = JSON.stringify([this.data.space, this.data.step, this.data.key, this.data.locked]);
    if (scene !== this.scene) {
      const page = this.scene && this.root.getRootNode().host?.closest('[data-testid="stMain"]');
      if (page) page.scrollTo({ top: 0 });
      this.fields.clear();
      this.scene = scene;
    }
    const focused = this.root.getRootNode().activeElement;
    const had = focused && this.root.contains(focused) ? focused : null;
    const range = had && had.tagName === "TEXTAREA" ? [had.selectionStart, had.selectionEnd] : null, name = had && had.dataset.name;
    this.root.className = `desk ${this.data.step}`;
    this.root.replaceChildren(...(STEPS[this.data.step] || (() => []))(this, this.data).filter(Boolean));
    const again = name && this.root.querySelector(`[data-name="${CSS.escape(name)}"]`);
    if (again) { again.focus({ preventScroll: true }); if (range) again.setSelectionRange(...range); }
  }

  // A field is made once for a scene and moved along, so that caret, undo and half-typed signs stay.
  field(name, make) {
    if (!this.fields.has(name)) {
      const made = make();
      made.dataset.name = name;
      if (!made.dataset.own) {
        made.value = this.read(`field/${name}`) ?? made.value;
        made.addEventListener("input", () => this.keep(`field/${name}`, made.value));
      }
      made.addEventListener("compositionstart", () => { this.composing = true; });
      made.addEventListener("compositionend", () => {
        this.composing = false;
        if (this.late) { this.late = false; this.draw(); }
      });
      this.fields.set(name, made);
    }
    return this.fields.get(name);
  }
  value(name) { return this.fields.has(name) ? this.fields.get(name).value.trim() : ""; }
  button(label, act, more) {
    return h("button", { type: "button", onclick: act, disabled: this.data.locked, "data-name": `button/${label}`, ...more }, label);
  }
  text(name, label, rows, max) {
    return this.field(name, () => h("textarea", { rows: rows || 1, maxLength: max || 2000, "aria-label": label, placeholder: label }));
  }
  day(name, label, preset) {
    return this.field(name, () => h("input", { type: "date", "aria-label": label, value: preset || "", min: this.data.today }));
  }
  team(name, label) {
    return this.field(name, () => {
      const options = this.data.teams.map((team) => h("option", { value: team.id, selected: team.id === this.data.team }, team.title));
      return h("select", { "aria-label": label }, ...options);
    });
  }
  notice(form) {
    const words = this.notices.get(form);
    return words ? h("p", { class: "told", role: "alert" }, words) : null;
  }
}

const label = (words) => h("h3", {}, words);
const empty = (words) => h("p", { class: "calm" }, words);

// ---- parts ----
function promise(desk, item) {
  const settle = (how, due) => desk.send({ do: "settle", how, due, name: item.id, version: item.version, clears: [`due/${item.id}`] });
  const due = desk.day(`due/${item.id}`, `New date for ${item.what}`, desk.data.next_day);
  const acts = desk.data.locked ? null : h("div", { class: "acts" },
    desk.button("Done", () => settle("done"), { "aria-pressed": String(item.said === "Done"), "data-name": `done/${item.id}` }),
    desk.button("Dropped", () => settle("dropped"), { "aria-pressed": String(item.said === "Dropped"), "data-name": `dropped/${item.id}` }),
    h("span", { class: "pair" },
      desk.button("Not done, new date", () => settle("not_done", due.value), { "aria-pressed": String(item.said.startsWith("Not done")), "data-name": `later/${item.id}` }), due));
  return h("li", { class: item.settled ? "settled" : "" },
    h("p", { class: "what", dir: "auto" }, item.what), h("p", { class: "facts" }, `${item.owner} · ${item.words}`), acts);
}

function blocker(desk, item) {
  const step = `step/${item.id}`, on = `on/${item.id}`;
  const next = { do: "step", name: item.id, version: item.version, clears: [step, on] };
  const acts = desk.data.locked || item.gone ? null : h("div", { class: "acts" },
    desk.text(step, `Next step for ${item.what}`), desk.day(on, "On"),
    desk.button("Note", () => desk.send({ ...next, step: desk.value(step), on: desk.value(on) }), { "data-name": `note/${item.id}` }),
    desk.button("Removed", () => desk.send({ do: "gone", name: item.id, version: item.version }), { "data-name": `gone/${item.id}` }));
  return h("li", { class: item.gone ? "settled" : "" },
    h("p", { class: "what", dir: "auto" }, h("b", { class: item.gone ? "" : "bad" }, item.words), ` ${item.what}`),
    h("p", { class: "facts", dir: "auto" }, [item.owner, item.next].filter(Boolean).join(" · ")),
    acts && (desk.data.step === "item" ? h("details", {}, h("summary", {}, "What happens next?"), acts) : acts));
}

function checkIn(desk, data) {
  const said = data.subject, draft = () => desk.drafts()[said.ref];
  const now = () => ({ confidence: said.confidence, note: said.note, version: said.version, ...draft() });
  const change = (part) => { desk.draft(said.ref, { ...now(), refused: undefined, ...part }); desk.soon(); state(); };
  const note = desk.field(`note/${said.ref}`, () => {
    const hint = data.locked ? "" : "What stands behind it";
    const made = h("textarea", { rows: 2, maxLength: 2000, "aria-label": "Note", placeholder: hint, "data-own": "1", value: now().note });
    made.addEventListener("input", () => change({ note: made.value }));
    made.addEventListener("blur", () => desk.pump());
    return made;
  });
  if (!draft() && desk.root.getRootNode().activeElement !== note) note.value = said.note;
  note.disabled = data.locked;
  const dots = h("div", { class: "confidence", role: "radiogroup", "aria-label": "Confidence from 0 to 10" },
    ...Array.from({ length: 11 }, (_, number) => h("label", {},
      h("input", { type: "radio", name: "confidence", value: String(number), checked: now().confidence === number,
        disabled: data.locked, "data-name": `confidence/${number}`, onchange: () => { change({ confidence: number }); desk.pump(); } }),
      h("span", {}, String(number)))));
  const status = h("p", { class: "state", role: "status" });
  const state = () => { status.textContent = data.locked ? "" : draft() ? (draft().theirs ? "" : draft().refused || "Saving …") : said.version ? "Saved" : ""; };
  state();
  const was = said.was === null ? "" : ` (was ${said.was})`;
  return [label(`Confidence${was}`), dots, label("Note"), note, conflict(desk, said.ref, note), status];
}

function conflict(desk, ref, note) {
  const draft = desk.drafts()[ref], theirs = draft && draft.theirs;
  if (!theirs) return null;
  const base = { theirs: undefined, version: theirs.version };
  const settle = (part) => { desk.draft(ref, part); desk.pump(); desk.draw(); };
  const words = [theirs.confidence === null ? "" : `confidence ${theirs.confidence}`, theirs.note && `“${theirs.note}”`].filter(Boolean).join(", ");
  return h("div", { class: "told", role: "alert" },
    h("p", { dir: "auto" }, `Somebody else saved this check-in meanwhile: ${words || "without words"}. Yours is still here.`),
    h("div", { class: "acts" },
      desk.button("Keep mine", () => settle(base)),
      desk.button("Keep both", () => { note.value = [theirs.note, draft.note].filter(Boolean).join("\n"); settle({ ...base, note: note.value }); }),
      desk.button("Take theirs", () => { note.value = theirs.note; settle(null); desk.send({ do: "look" }); })));
}

function promiseForm(desk, data) {
  const names = ["what", "owner", "by"].map((name) => `give/${data.key}/${name}`);
  const give = () => desk.send({ do: "give", ref: data.key, what: desk.value(names[0]), owner: desk.value(names[1]),
    due: desk.value(names[2]), form: "give", clears: [names[0], names[2]] });
  return data.locked ? [] : [h("div", { class: "form" }, desk.text(names[0], "We will …"),
    h("div", { class: "acts" }, desk.team(names[1], "Team"), desk.day(names[2], "By", data.next_day), desk.button("Promise", give))),
    desk.notice("give")];
}

function blockerForm(desk, data) {
  const names = ["what", "owner", "next", "on"].map((name) => `raise/${data.key}/${name}`);
  const raise = () => desk.send({ do: "raise", ref: data.key, what: desk.value(names[0]), owner: desk.value(names[1]),
    step: desk.value(names[2]), on: desk.value(names[3]), form: "raise", clears: [names[0], names[2], names[3]] });
  if (data.locked) return [];
  const form = h("div", { class: "form" }, desk.text(names[0], "What is in the way?"), desk.text(names[2], "Next step"),
    h("div", { class: "acts" }, desk.team(names[1], "Team that can remove it"), desk.day(names[3], "When"), desk.button("Add blocker", raise)));
  const folded = desk.field(`raise/${data.key}/fold`, () => { const made = h("details", {}); made.dataset.own = "1"; return made; });
  folded.replaceChildren(h("summary", {}, "Something is in the way"), form);
  return [folded, desk.notice("raise")];
}

function givenList(data) {
  return data.given.map((item) => h("li", {}, h("p", { class: "what", dir: "auto" }, item.what), h("p", { class: "facts" }, `${item.owner} · ${item.by}`)));
}

const STEPS = {
  promises: (desk, data) => [
    h("section", {}, label("What we promised"), desk.notice("list"),
      data.promises.length ? h("ul", {}, ...data.promises.map((item) => promise(desk, item))) : empty("Nothing was promised.")),
    h("section", {}, label("What is in the way"),
      data.blockers.length ? h("ul", {}, ...data.blockers.map((item) => blocker(desk, item))) : empty("Nothing is in the way."),
      ...blockerForm(desk, data))],
  item: (desk, data) => [
    desk.notice("list"),
    data.promises.length ? h("section", {}, label("We said"), h("ul", {}, ...data.promises.map((item) => promise(desk, item)))) : null,
    data.blockers.length ? h("section", {}, h("ul", {}, ...data.blockers.map((item) => blocker(desk, item)))) : null,
    h("section", {}, ...checkIn(desk, data).filter(Boolean)),
    h("section", {}, label("We will"), data.given.length ? h("ul", {}, ...givenList(data)) : "", ...promiseForm(desk, data).filter(Boolean)),
    h("section", {}, ...blockerForm(desk, data).filter(Boolean))],
  decisions: (desk, data) => [
    h("section", {}, label("Decisions"), desk.notice("list"),
      data.decisions.length ? h("ul", {}, ...data.decisions.map((item) => h("li", {}, h("p", { class: "what", dir: "auto" }, item.what),
        data.locked ? null : h("div", { class: "acts" }, desk.button("Take back", () => desk.send({ do: "withdraw", name: item.id, version: item.version }), { "data-name": `back/${item.id}` }))))) : empty("None yet."),
      ...(data.locked ? [] : [h("div", { class: "form" }, desk.text("decide", "We decided …", 2),
        h("div", { class: "acts" }, desk.button("Decide", () => desk.send({ do: "decide", what: desk.value("decide"), form: "decide", clears: ["decide"] })))), desk.notice("decide")])),
    h("section", {}, label("We will"), data.given.length ? h("ul", {}, ...givenList(data)) : empty("Nothing is promised yet."),
      ...promiseForm(desk, data), ...closing(desk, data))],
};

function closing(desk, data) {
  if (data.locked) return [];
  const open = Object.values(desk.drafts()).some((draft) => draft.theirs || draft.refused);
  const sure = desk.field("sure", () => { const made = h("details", { class: "close" }); made.dataset.own = "1"; return made; });
  sure.replaceChildren(h("summary", {}, "Close the review"),
    open ? h("p", { class: "told" }, "A check-in is not settled: somebody else saved it as well, or it could not be kept.") : "",
    h("p", {}, "It is frozen as it stands: nothing of it can be changed afterwards."),
    h("div", { class: "acts" }, desk.button("Close for good", () => desk.send({ do: "close", form: "close" }), { class: "main" })));
  return [sure, desk.notice("close")];
}
