// The picture: boxes and lines as SVG, which can be moved, zoomed and clicked.
import { select } from "d3-selection";
import "d3-transition";
import { ZoomTransform, zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import type { Link, Node, Row } from "./data";
import { svg } from "./dom";
import { Box, Drawing, Line, clip, draw, head, rowHeight } from "./layout";

const margin = 20; // around the picture
const labelled = 60; // with more lines than that only chosen ones have their words

// arrows are where a line has its head: at what is changed, or at who is told.
const backward = new Set(["gets", "waits", "reads", "asks"]);

// path goes through all points, level at each of them.
function path([first, ...rest]: { x: number; y: number }[]): string {
  let d = `M${first.x},${first.y}`;
  let at = first;
  for (const p of rest) {
    const half = (p.x - at.x) / 2;
    d += `C${at.x + half},${at.y} ${p.x - half},${p.y} ${p.x},${p.y}`;
    at = p;
  }
  return d;
}

// icons, 12 by 12.
const icons: Record<Row["kind"], string> = {
  lock: "M3 5.5V4a3 3 0 0 1 6 0v1.5h.5a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1zm1.4 0h3.2V4a1.6 1.6 0 0 0-3.2 0z",
  channel: "M1 3.5h6V1.5L11 4.5 7 7.5v-2H1zM11 8.5H5v-1.5L1 9.2 5 11.5V10.500h6z",
  data: "M6 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
  root: "M2 2l8 4-8 4z",
};

export class View {
  readonly root = svg("svg", { class: "picture", role: "group", "aria-label": "Picture of the threads" });
  private readonly stage = svg("g");
  private readonly zoom = zoom<SVGSVGElement, unknown>().scaleExtent([0.05, 3]).on("zoom", (e) => this.stage.setAttribute("transform", e.transform));
  private drawing: Drawing = draw([], [], 1);
  private readonly elements = new Map<string, SVGGElement>();
  private lines: { line: Line; element: SVGGElement }[] = [];

  constructor(
    private readonly choose: (id: string) => void,
    private readonly chooseLink: (l: Link) => void,
  ) {
    const marker = (id: string) =>
      svg("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" }, svg("path", { d: "M0 0L8 4L0 8z" }));
    this.root.append(svg("defs", {}, marker("uses"), marker("starts")), this.stage);
    select(this.root).call(this.zoom).on("dblclick.zoom", null);
    this.root.addEventListener("click", (e) => e.target === this.root && choose(""));
  }

  // show draws nodes and links anew.
  show(nodes: Node[], links: Link[]): void {
    this.drawing = draw(nodes, links, this.root.clientWidth / Math.max(1, this.root.clientHeight));
    this.stage.replaceChildren();
    this.elements.clear();
    const labels = this.drawing.lines.filter((l) => !l.hidden).length <= labelled;
    this.lines = this.drawing.lines.map((line) => ({ line, element: this.line(line, labels) }));
    this.stage.append(...this.lines.map((l) => l.element), ...this.drawing.boxes.map((b) => this.box(b)));
    this.begin();
  }

  // begin shows all of it where that can be read, else where it begins.
  private begin(): void {
    const whole = this.scale();
    this.move(Math.max(whole, Math.min(0.55, (this.root.clientWidth - 2 * margin) / this.drawing.width)), 0);
  }

  // fit shows all of it.
  fit(): void {
    this.move(this.scale(), 250);
  }

  private scale(): number {
    const { clientWidth: w, clientHeight: h } = this.root;
    return Math.min((w - 2 * margin) / this.drawing.width, (h - 2 * margin) / this.drawing.height, 1.25);
  }

  private move(scale: number, duration: number): void {
    const { clientWidth: w, clientHeight: h } = this.root;
    const { width, height } = this.drawing;
    if (w && width) this.to(zoomIdentity.translate(Math.max(margin, (w - width * scale) / 2), Math.max(margin, (h - height * scale) / 2)).scale(scale), duration);
  }

  private to(t: ZoomTransform, duration: number): void {
    if (duration && !matchMedia("(prefers-reduced-motion: reduce)").matches) select(this.root).transition().duration(duration).call(this.zoom.transform, t);
    else select(this.root).call(this.zoom.transform, t);
  }

  // go moves a node into the middle, near enough to be read, unless it is to be seen already.
  go(id: string): void {
    const b = this.drawing.at.get(id);
    if (!b) return;
    const { clientWidth: w, clientHeight: h } = this.root;
    const t = zoomTransform(this.root);
    const [left, top] = t.apply([b.x, b.y]);
    const [right, bottom] = t.apply([b.x + b.width, b.y + b.height]);
    if (left >= 0 && top >= 0 && right <= w && bottom <= h && t.k > 0.5) return;
    const k = Math.max(t.k, 0.8);
    this.to(zoomIdentity.translate(w / 2, h / 2).scale(k).translate(-b.x - b.width / 2, -b.y - b.height / 2), 250);
  }

  // mark shows what is chosen, with what it is linked to, before the rest.
  mark(chosen: string, link?: Link): void {
    const at = this.drawing.at.get(chosen)?.id ?? "";
    const near = new Set([at]);
    for (const { line, element } of this.lines) {
      const on = link ? line.from === link.from && line.to === link.to && line.does[0] === link.does[0] : line.from === at || line.to === at;
      element.classList.toggle("on", on && (at !== "" || !!link));
      if (on) near.add(line.from), near.add(line.to);
    }
    this.root.classList.toggle("choosing", at !== "" || !!link);
    for (const [id, e] of this.elements) {
      e.classList.toggle("on", near.has(id));
      e.classList.toggle("chosen", id === at && !link);
    }
    for (const e of this.stage.querySelectorAll(".row")) e.classList.toggle("chosen", e.getAttribute("data-id") === chosen);
  }

  // match dims what a search does not find.
  match(ids: Set<string> | undefined): void {
    this.root.classList.toggle("searching", ids !== undefined);
    const boxes = new Set([...(ids ?? [])].map((id) => this.drawing.at.get(id)?.id));
    for (const [id, e] of this.elements) e.classList.toggle("hit", boxes.has(id));
  }

  private line(l: Line, labelled: boolean): SVGGElement {
    const kind = ["starts", "runs", "before"].includes(l.does[0]) ? l.does[0] : "uses";
    const marker = `url(#${kind === "starts" ? "starts" : "uses"})`;
    const back = l.does.some((d) => backward.has(d));
    const forth = l.does.some((d) => !backward.has(d));
    const changes = l.does.some((d) => ["changes", "puts", "wakes"].includes(d));
    const words = l.does.join(", ");
    return svg(
      "g",
      { class: `line ${kind}${changes ? " changes" : ""}${l.hidden ? " hidden" : ""}${labelled ? " labelled" : ""}`, click: () => this.chooseLink(l) },
      svg("path", { class: "reach", d: path(l.points) }),
      svg("path", { class: "stroke", d: path(l.points), "marker-end": forth && marker, "marker-start": back && marker }),
      svg("text", { x: l.label.x, y: l.label.y + 3.5, "text-anchor": "middle" }, words),
    );
  }

  private box(b: Box): SVGGElement {
    const activate = (id: string) => (e: Event) => (e.stopPropagation(), this.choose(id));
    const rect = { width: b.width, height: b.height, rx: b.kind === "object" ? 3 : 9 };
    const g = svg(
      "g",
      { class: `box ${b.kind} ${b.group}`, transform: `translate(${b.x},${b.y})`, tabindex: 0, role: "button", "aria-label": `${b.name}, ${b.note}`, "data-id": b.id, click: activate(b.id) },
      b.many && svg("rect", { ...rect, class: "behind", x: 5, y: 5 }),
      svg("rect", { ...rect, class: "frame" }),
      svg("text", { class: "name", x: 14, y: 20 }, clip(b.name, 40)),
      svg("text", { class: "note", x: 14, y: 36 }, clip(b.note, 44)),
      svg("title", {}, `${b.name}\n${b.note}\n${b.path}`),
      ...b.shown.map((r, i) => this.row(b, r, i, activate)),
      b.shown.length < b.rows.length && svg("text", { class: "note", x: 32, y: head + b.shown.length * rowHeight + 14 }, `… ${b.rows.length - b.shown.length} more`),
    );
    g.addEventListener("keydown", (e) => (e.key === "Enter" || e.key === " ") && (e.preventDefault(), this.choose(b.id)));
    this.elements.set(b.id, g);
    return g;
  }

  private row(b: Box, r: Row, i: number, activate: (id: string) => (e: Event) => void): SVGGElement {
    return svg(
      "g",
      { class: `row ${r.kind} ${r.state}`, transform: `translate(0,${head + i * rowHeight})`, "data-id": r.id, click: activate(r.kind === "root" ? r.id : b.id) },
      svg("rect", { class: "reach", x: 4, width: b.width - 8, height: rowHeight, rx: 3 }),
      svg("path", { class: "icon", transform: "translate(13,4)", d: icons[r.kind] }),
      svg("text", { class: "item", x: 32, y: 14 }, clip(r.name, 30)),
      svg("text", { class: "note", x: b.width - 12, y: 14, "text-anchor": "end" }, clip(r.note, 30)),
    );
  }
}
