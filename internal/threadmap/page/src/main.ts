// The page of a thread map: a list to search on the left, the picture in the
// middle, what is said of the chosen on the right. In an editor's webview a click
// on a place goes there.
import { Index, Input, Link, Node, Place, Project } from "./data";
import { h } from "./dom";
import { Panel } from "./panel";
import { View } from "./view";

interface Editor {
  postMessage(message: unknown): void;
}
declare function acquireVsCodeApi(): Editor;
const editor = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : undefined;

const input = JSON.parse(document.getElementById("data")!.textContent!) as Input;
const open = editor && ((at: Place) => editor.postMessage({ open: at }));

// remembered keeps the theme; a page that is a file may not be allowed to.
const remembered = {
  get: () => {
    try {
      return localStorage.getItem("threadlsp-theme") ?? "";
    } catch {
      return "";
    }
  },
  set: (value: string) => {
    try {
      localStorage.setItem("threadlsp-theme", value);
    } catch {
      // it is asked again the next time
    }
  },
};

// themeSwitch goes from the system's theme to the other one and back.
function themeSwitch(): HTMLElement {
  const dark = () => matchMedia("(prefers-color-scheme: dark)").matches;
  const root = document.documentElement;
  const shown = () => root.dataset.theme || (dark() ? "dark" : "light");
  if (["dark", "light"].includes(remembered.get())) root.dataset.theme = remembered.get();
  const button = h("button", { class: "theme", title: "Light or dark", "aria-label": "Light or dark", click: () => remembered.set((root.dataset.theme = shown() === "dark" ? "light" : "dark")) }, "◐");
  return button;
}

const large = 12; // nodes, beyond which what is minor is left out at first

// within is how much of all paths is the same folder.
function within(paths: string[]): number {
  const parts = paths.map((p) => p.split("/").slice(0, -1));
  let n = 0;
  while (parts.length && parts.every((p) => p.length > n && p[n] === parts[0][n])) n++;
  return parts.length ? parts[0].slice(0, n).join("/").length + (n ? 1 : 0) : 0;
}

// A Shown is one project on the page.
class Shown {
  private readonly index: Index;
  private readonly panel: Panel;
  private readonly view = new View((id) => this.choose(id), (l) => this.chooseLink(l));
  private readonly list = h("nav", { class: "list", "aria-label": "Threads" });
  private readonly search = h("input", { type: "search", placeholder: "Search  ( / )", "aria-label": "Search threads, locks, data, files", input: () => this.find() });
  private readonly tests = h("input", { type: "checkbox", change: () => this.draw() });
  private readonly minor = h("input", { type: "checkbox", change: () => this.draw() });
  private readonly near = h("input", { type: "checkbox", change: () => this.draw() });
  private chosen = "";
  private hits: string[] = [];
  private hit = -1;

  constructor(private readonly project: Project) {
    this.index = new Index(project);
    this.panel = new Panel(this.index, (id) => this.choose(id, true), open);
    this.tests.checked = !project.picture.nodes.some((n) => n.kind === "root" && !n.test);
    this.minor.checked = this.seen().length <= large;
    this.search.addEventListener("keydown", (e) => e.key === "Enter" && this.next());
  }

  elements(): { tools: HTMLElement[]; parts: (HTMLElement | SVGElement)[] } {
    const anyTest = this.project.picture.nodes.some((n) => n.test) && this.project.picture.nodes.some((n) => !n.test && n.kind === "root");
    const box = (input: HTMLInputElement, label: string) => h("label", {}, input, label);
    return {
      tools: [this.search, ...(anyTest ? [box(this.tests, "tests")] : []), ...(this.project.picture.nodes.some((n) => n.minor) ? [box(this.minor, "what one uses alone")] : []), box(this.near, "only around the chosen"), h("button", { click: () => this.view.fit() }, "Fit")],
      parts: [this.list, this.view.root, this.panel.element],
    };
  }

  begin(): void {
    this.panel.show("");
    this.draw();
  }

  key(e: KeyboardEvent): void {
    if (e.key === "/" && document.activeElement !== this.search) {
      e.preventDefault();
      this.search.focus();
    } else if (e.key === "Escape") {
      this.search.value = "";
      this.find();
      this.choose("");
    }
  }

  // seen is the nodes that are not of tests, unless these are asked for.
  private seen(): Node[] {
    const { nodes } = this.project.picture;
    return this.tests.checked ? nodes : nodes.filter((n) => !n.test);
  }

  // draw shows the nodes that are asked for.
  private draw(): void {
    let { links } = this.project.picture;
    let nodes = this.seen();
    if (!this.minor.checked) nodes = nodes.filter((n) => !n.minor);
    const at = this.index.home.get(this.chosen)?.id ?? this.chosen;
    if (this.near.checked && at !== "") {
      const near = new Set([at]);
      for (const l of links) if (l.from === at || l.to === at) near.add(l.from).add(l.to);
      nodes = nodes.filter((n) => near.has(n.id));
    }
    const ids = new Set(nodes.map((n) => n.id));
    links = links.filter((l) => ids.has(l.from) && ids.has(l.to));
    const linked = new Set(links.flatMap((l) => [l.from, l.to]));
    nodes = nodes.filter((n) => n.kind === "root" || linked.has(n.id) || n.id === at);
    this.view.show(nodes, links);
    this.view.mark(at);
    this.fill(nodes);
  }

  // fill lists the roots by file.
  private fill(nodes: Node[]): void {
    const files = new Map<string, Node[]>();
    for (const n of nodes) if (n.kind === "root") files.set(n.path, [...(files.get(n.path) ?? []), n]);
    const common = within([...files.keys()]);
    const total = [...files.values()].reduce((sum, l) => sum + l.length, 0);
    this.list.replaceChildren(
      h("p", { class: "soft" }, total === 0 ? "No threads are started here." : `${total} ${total === 1 ? "root" : "roots"}`),
      ...[...files].map(([path, list]) =>
        h("section", {}, h("h3", { title: path }, path.slice(common)), ...list.map((n) => h("button", { class: "entry", "data-id": n.id, click: () => this.choose(n.id, true) }, n.name, h("small", {}, n.note)))),
      ),
    );
    this.find();
  }

  private choose(id: string, go = false): void {
    this.chosen = id;
    if (this.near.checked) this.draw();
    const at = this.index.home.get(id)?.id ?? id;
    this.view.mark(at);
    if (go) this.view.go(at);
    this.panel.show(id);
    for (const e of this.list.querySelectorAll(".entry")) e.classList.toggle("chosen", e.getAttribute("data-id") === id);
  }

  private chooseLink(l: Link): void {
    this.chosen = l.from;
    this.view.mark(l.from, l);
    this.panel.link(l);
  }

  // find marks what has the words of the search in its name, its rows or its file.
  private find(): void {
    const words = this.search.value.toLowerCase().split(/\s+/).filter((w) => w !== "");
    const text = (n: Node) => [n.name, n.note, n.path, ...n.rows.map((r) => r.name)].join(" ").toLowerCase();
    this.hits = this.project.picture.nodes.filter((n) => words.every((w) => text(n).includes(w))).map((n) => n.id);
    this.hit = -1;
    const ids = words.length ? new Set(this.hits) : undefined;
    this.view.match(ids);
    for (const e of this.list.querySelectorAll<HTMLElement>(".entry")) e.hidden = ids !== undefined && !ids.has(e.dataset.id!);
    for (const e of this.list.querySelectorAll<HTMLElement>("section")) e.hidden = !e.querySelector(".entry:not([hidden])");
  }

  // next goes to the next of what was found.
  private next(): void {
    if (this.search.value.trim() === "" || this.hits.length === 0) return;
    this.hit = (this.hit + 1) % this.hits.length;
    this.choose(this.hits[this.hit], true);
  }
}

function main(): void {
  const projects = input.projects.map((p) => new Shown(p));
  const tools = h("div", { class: "tools" });
  const body = h("main");
  let current: Shown | undefined;
  const show = (i: number) => {
    current = projects[i];
    const { tools: t, parts } = current.elements();
    tools.replaceChildren(...t);
    body.replaceChildren(...parts);
    current.begin();
  };
  const which = input.projects.length > 1 && h("select", { "aria-label": "Project", change: (e) => show((e.target as HTMLSelectElement).selectedIndex) }, ...input.projects.map((p) => h("option", {}, p.name)));
  document.body.append(h("header", {}, h("h1", {}, input.projects.length === 1 ? `${input.projects[0].name}: threads` : "Threads"), which, tools, editor ? undefined : themeSwitch()), body);
  document.addEventListener("keydown", (e) => current?.key(e));
  if (projects.length) show(0);
  else body.append(h("p", { class: "soft" }, "No threads are started here."));
}

main();
