// What is said of what is chosen, with its lines of source.
import { Index, Link, Place, Root, Thing, Use, documentOf, spot } from "./data";
import { h } from "./dom";

const around = 3; // lines shown before and behind

const guarded = { all: "guarded", some: "guarded in part", none: "no common lock" };

// words for what a root runs on.
const kinds: Record<string, string> = {
  thread: "a thread", timer: "a timer", pool: "tasks of a pool", process: "another process", loop: "a task of an event loop", library: "a thread of a library",
  main: "called later on the main thread", signal: "a signal handler", finalizer: "a finalizer, on any thread",
};

export class Panel {
  readonly element = h("aside", { class: "panel", "aria-live": "polite", "aria-label": "Details" });

  // open is what a click on a place does in an editor; without it the lines are shown.
  constructor(
    private readonly index: Index,
    private readonly choose: (id: string) => void,
    private readonly open?: (at: Place) => void,
  ) {}

  // show tells about what has an id; about nothing, how to begin.
  show(id: string): void {
    const { roots, things, code } = this.index;
    const thing = things.get(id) ?? this.index.home.get(id);
    const root = roots.get(id);
    const maker = code.get(id);
    this.element.classList.toggle("empty", !root && !thing && !maker);
    this.element.replaceChildren(...(root ? this.root(root) : thing ? this.thing(thing) : maker ? this.maker(id) : [this.help()]));
    this.element.scrollTop = 0;
  }

  // link tells what one does with the other.
  link(l: Link): void {
    const thing = this.index.things.get(l.to);
    if (l.does[0] === "starts" || !thing) return this.show(l.to);
    this.element.classList.remove("empty");
    const head = h("h2", {}, this.ref(l.from), " → ", this.ref(l.to));
    this.element.replaceChildren(head, h("p", { class: "soft" }, l.does.join(", ")), ...(l.does[0] === "before" ? this.order(l) : [...this.locks(thing, l.from), ...this.parts(thing, l.from)]));
    this.element.scrollTop = 0;
  }

  // help says what the picture means.
  private help(): HTMLElement {
    const sign = (kind: string, text: string) => h("li", { class: "sign" }, h("i", { class: kind }), text);
    return h(
      "div",
      { class: "help" },
      h("p", {}, "Choose a box or a line: here stands where it is made, started and joined, which locks it takes, and what it shares."),
      h(
        "ul",
        {},
        sign("root", "where a thread of control begins; a second frame: it may run beside itself"),
        sign("loop", "a task of an event loop: all of one loop take turns on its thread"),
        sign("code", "code on the thread of whoever calls it, the main thread first of all"),
        sign("object", "what they share: locks, channels (queues, events), data"),
        sign("starts", "starts the threads"),
        sign("changes", "changes, fills or wakes"),
        sign("reads", "reads, empties, locks or waits; the arrow leads to who learns something"),
        sign("before", "a lock that is taken while another is held"),
        sign("dot all", "no change meets another use without a lock in common"),
        sign("dot some", "some do"),
        sign("dot none", "no use has a lock in common: right for a flag, wrong for a count"),
      ),
      h("p", { class: "soft" }, "Drag and scroll to move and zoom. / searches, Enter goes to what is found, Esc ends it."),
    );
  }

  // ref is a name that leads to what it names.
  private ref(id: string): HTMLElement {
    return h("button", { class: "ref", click: () => this.choose(id) }, this.index.name(id));
  }

  private refs(ids: string[]): HTMLElement[] {
    return ids.flatMap((id, i) => [...(i ? [h("span", {}, ", ")] : []), this.ref(id)]);
  }

  // place is one that can be looked at.
  private place(at: Place, shown = false): HTMLElement[] {
    if (this.open) return [h("button", { class: "place", click: () => this.open!(at) }, spot(at))];
    const code = this.excerpt(at);
    if (!code) return [h("span", { class: "place" }, spot(at))];
    code.hidden = !shown;
    const button = h("button", { class: "place", "aria-expanded": String(shown), click: () => button.setAttribute("aria-expanded", String(!(code.hidden = !code.hidden))) }, spot(at));
    return [button, code];
  }

  private excerpt(at: Place): HTMLElement | undefined {
    const lines = this.index.project.sources[documentOf(at)];
    if (!lines?.[at.line] && lines?.[at.line] !== "") return undefined;
    const code = h("pre");
    for (let n = at.line - around; n <= at.line + around; n++) {
      if (lines[n] === undefined) continue;
      code.append(h(n === at.line ? "mark" : "span", {}, h("i", {}, String(n)), `${lines[n]}\n`));
    }
    return code;
  }

  private item(...parts: (HTMLElement | string | undefined)[]): HTMLElement {
    return h("li", {}, ...parts);
  }

  private section(title: string, items: HTMLElement[], open = true): HTMLElement | string {
    if (items.length === 0) return "";
    return h("details", { open }, h("summary", {}, title), h("ul", {}, ...items));
  }

  private root(r: Root): (HTMLElement | string)[] {
    const what = r.class ? `a thread of ${r.class}, which nothing here makes` : r.declared ? "on worker threads, as a comment says" : (kinds[r.kind] ?? r.kind);
    return [
      h("h2", {}, r.name),
      h("p", { class: "soft" }, `${what}${r.many ? "; may run beside itself" : ""}${r.foreign ? "; what it runs is not of the program, or not known" : ""}${r.test ? "; of a test" : ""}`),
      h("div", {}, ...this.place(r.at, true)),
      this.section("Made", r.spawns.map((s) =>
        this.item(`${s.words} in ${s.in}, by `, ...this.refs(s.run_by.length ? s.run_by : [s.from]), " ", ...this.place(s.at), ...s.started.flatMap((at) => [" started ", ...this.place(at)]), ...s.joined.flatMap((at) => [" joined ", ...this.place(at)]),
          s.escapes ? h("small", {}, "what else is done with it is not known") : undefined)),
      ),
      this.section("Waits", r.waits ? [this.item(h("code", {}, r.waits.name), " ", ...this.place(r.waits.at))] : []),
      this.section("Computes", r.computes ? [this.item(...this.place(r.computes))] : []),
      this.section("Takes locks, in this order", r.takes.map((t) => this.item(this.ref(t.lock), ` in ${t.in}`, ...(t.while.length ? [" while it holds ", ...this.refs(t.while)] : []), " ", ...this.place(t.at)))),
      ...this.index.project.objects.flatMap((o) => this.parts(o, r.id)),
      this.section(`Runs ${r.calls.length} more functions`, r.calls.map((c) => this.item(`${c.name} `, ...this.place(c.at))), false),
    ];
  }

  // parts is the channels and data of a thing that one uses, or all of them.
  private parts(o: Thing, by = ""): (HTMLElement | string)[] {
    const mine = (uses: Use[]) => by === "" || uses.some((u) => u.by === by);
    return [
      ...o.channels.filter((c) => mine(c.uses)).map((c) => this.section(`${c.name}: ${c.type}`, this.uses(c.uses, by))),
      ...o.data.filter((d) => mine(d.uses)).map((d) => this.section(`${d.name}: ${guarded[d.guarded]}${d.guard && d.guarded !== "none" ? ` by ${this.index.name(d.guard)}` : ""}`, this.uses(d.uses, by))),
    ];
  }

  // locks is the locks of a thing that one takes.
  private locks(o: Thing, by: string): (HTMLElement | string)[] {
    const taken = this.index.roots.get(by)?.takes ?? [];
    return o.locks.map((k) => this.section(`${k.name}: ${k.type || "a lock"}`, taken.filter((t) => t.lock === k.id).map((t) => this.item(`taken in ${t.in} `, ...this.place(t.at)))));
  }

  // uses lists who does what, one's own first.
  private uses(uses: Use[], by: string): HTMLElement[] {
    const own = [...uses].sort((a, b) => Number(b.by === by) - Number(a.by === by));
    return own.map((u) => {
      const held = [...u.locks.map((l) => this.index.name(l)), ...(u.other_lock ? ["a lock"] : [])];
      return this.item(u.by === by ? "" : this.ref(u.by), ` ${u.does} in ${u.in}${held.length ? ` under ${held.join(", ")}` : ""} `, ...this.place(u.at));
    });
  }

  private thing(o: Thing): (HTMLElement | string)[] {
    const note = { class: "all objects of the class", module: "a module", function: "the variables of a function" }[o.kind] ?? o.kind;
    const takers = (lock: string) => this.index.project.roots.flatMap((r) => r.takes.filter((t) => t.lock === lock).map((t) => this.item(this.ref(r.id), ` takes it in ${t.in} `, ...this.place(t.at))));
    const before = (lock: string) => this.index.project.order.filter((n) => n.outer === lock).map((n) => this.item("held while ", this.ref(n.inner), ` is taken in ${n.in} `, ...this.place(n.at)));
    return [
      h("h2", {}, o.name),
      h("p", { class: "soft" }, note),
      h("div", {}, ...this.place(o.at)),
      ...o.locks.map((k) => this.section(`${k.name}: ${k.type || "a lock"}`, [...(k.at ? [this.item("made ", ...this.place(k.at))] : []), ...before(k.id), ...takers(k.id)])),
      ...this.parts(o),
    ];
  }

  private maker(id: string): (HTMLElement | string)[] {
    const c = this.index.code.get(id)!;
    const made = this.index.project.roots.flatMap((r) => r.spawns.filter((s) => s.from === id).map((s) => this.item(this.ref(r.id), ` in ${s.in} `, ...this.place(s.at))));
    return [
      h("h2", {}, c.name),
      h("p", { class: "soft" }, "code that runs on the thread of whoever calls it, the main thread first of all"),
      h("div", {}, ...this.place(c.at)),
      this.section("Makes", made),
      ...this.index.project.objects.flatMap((o) => this.parts(o, id)),
    ];
  }

  private order(l: Link): (HTMLElement | string)[] {
    const items = this.index.project.order.filter((n) => l.items.includes(n.outer) && l.items.includes(n.inner));
    return [this.section("Locks under locks", items.map((n) => this.item(this.ref(n.inner), " is taken while ", this.ref(n.outer), ` is held, in ${n.in} `, ...this.place(n.at))))];
  }
}
