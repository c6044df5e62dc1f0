// Where the boxes stand. What hangs together is laid out by dagre, code on the
// left, roots in the middle, what they use on the right; such parts are then
// packed side by side, the largest first.
import { Graph, layout } from "@dagrejs/dagre";
import type { Link, Node, Row } from "./data";

export interface Box extends Node {
  x: number; // of the left upper corner
  y: number;
  width: number;
  height: number;
  shown: Row[]; // the rows that are drawn
}

export interface Line extends Link {
  hidden?: boolean; // drawn only where one of its ends is chosen
  points: { x: number; y: number }[];
  label: { x: number; y: number };
}

export interface Drawing {
  boxes: Box[];
  lines: Line[];
  width: number;
  height: number;
  at: Map<string, Box>; // where each node is, a root in a group too
}

export const head = 46; // of a box
export const rowHeight = 20;
export const maxRows = 9;
const gap = 40;
const busy = 8; // what so many lines lead to, in a picture of more than crowd nodes, stands apart
const crowd = 25;
const grouped = 5; // this many roots that share nothing are one box

const pen = document.createElement("canvas").getContext("2d")!;
const family = getComputedStyle(document.body).fontFamily;

// measure is how wide a text is, in the page's font.
function measure(text: string, size: number, weight = 400): number {
  pen.font = `${weight} ${size}px ${family}`;
  return pen.measureText(text).width;
}

export const clip = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most / 2 - 1)}…${text.slice(text.length - most / 2)}`);

function boxOf(n: Node): Box {
  const shown = n.rows.length > maxRows ? n.rows.slice(0, maxRows - 1) : n.rows;
  const widths = [measure(clip(n.name, 40), 14, 600) + 28, measure(clip(n.note, 44), 11.5) + 28, ...shown.map((r) => measure(clip(r.name, 30), 12) + measure(clip(r.note, 30), 11) + 58)];
  const rows = Math.min(n.rows.length, maxRows);
  return { ...n, x: 0, y: 0, shown, width: Math.min(Math.max(130, ...widths), 460), height: head + (rows ? rows * rowHeight + 8 : 0) };
}

// group puts roots that one maker makes and that are linked to nothing else into
// one box, a row each.
function group(nodes: Node[], links: Link[]): { nodes: Node[]; links: Link[]; in: Map<string, string> } {
  const of = new Map<string, Link[]>();
  for (const l of links) for (const id of [l.from, l.to]) of.set(id, [...(of.get(id) ?? []), l]);
  const alone = new Map<string, Node[]>();
  for (const n of nodes) {
    const own = of.get(n.id) ?? [];
    if (n.kind !== "root" || own.length > 1 || (own.length === 1 && own[0].to !== n.id)) continue;
    const key = `${own[0]?.from ?? ""} ${n.path}`;
    alone.set(key, [...(alone.get(key) ?? []), n]);
  }
  const into = new Map<string, string>();
  const boxes: Node[] = [];
  const more: Link[] = [];
  for (const list of alone.values()) {
    if (list.length < grouped) continue;
    const id = `g${boxes.length}`;
    const rows = list.map((n): Row => ({ id: n.id, kind: "root", name: n.name, note: n.note, state: "" }));
    boxes.push({ id, kind: "root", name: `${list.length} roots`, note: "that share nothing", path: list[0].path, test: list.every((n) => n.test), many: true, group: "group", minor: false, rows });
    for (const n of list) into.set(n.id, id);
    const from = of.get(list[0].id)?.[0]?.from;
    if (from) more.push({ from, to: id, does: ["starts"], items: [] });
  }
  return { nodes: [...nodes.filter((n) => !into.has(n.id)), ...boxes], links: [...links.filter((l) => !into.has(l.to)), ...more], in: into };
}

// parts are the nodes that hang together.
function parts(nodes: Node[], links: Link[]): Node[][] {
  const leader = new Map(nodes.map((n) => [n.id, n.id]));
  const find = (id: string): string => {
    let at = id;
    while (leader.get(at) !== at) at = leader.get(at)!;
    leader.set(id, at);
    return at;
  };
  for (const l of links) leader.set(find(l.from), find(l.to));
  const out = new Map<string, Node[]>();
  for (const n of nodes) out.set(find(n.id), [...(out.get(find(n.id)) ?? []), n]);
  return [...out.values()];
}

interface Part {
  boxes: Box[];
  lines: Line[];
  width: number;
  height: number;
}

function place(nodes: Node[], links: Link[]): Part {
  const g = new Graph({ multigraph: true });
  g.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 34, edgesep: 10, marginx: 0, marginy: 0 });
  const boxes = nodes.map(boxOf);
  for (const b of boxes) g.setNode(b.id, { width: b.width, height: b.height });
  const own = links.filter((l) => g.hasNode(l.from) && l.from !== l.to);
  own.forEach((l, i) => g.setEdge(l.from, l.to, { weight: l.does[0] === "starts" ? 3 : 1, minlen: 1, width: measure(l.does.join(", "), 10.5), height: 12, labelpos: "c" }, String(i)));
  layout(g);
  for (const b of boxes) {
    const at = g.node(b.id) as { x: number; y: number };
    b.x = at.x - b.width / 2;
    b.y = at.y - b.height / 2;
  }
  const lines = own.map((l, i): Line => {
    const e = g.edge({ v: l.from, w: l.to, name: String(i) }) as { points: { x: number; y: number }[]; x?: number; y?: number };
    return { ...l, points: e.points, label: { x: e.x ?? e.points[0].x, y: e.y ?? e.points[0].y } };
  });
  ports(boxes, lines);
  return { boxes, lines, width: Math.max(...boxes.map((b) => b.x + b.width)), height: Math.max(...boxes.map((b) => b.y + b.height)) };
}

// ports spreads the ends of lines over the sides of their boxes, in the order in
// which their other ends stand, so that no two begin or end at one point.
function ports(boxes: Box[], lines: Line[]): void {
  for (const b of boxes) {
    const right = (l: Line) => l.points[l.points.length - 1].x > l.points[0].x;
    const ends = lines.flatMap((l) => {
      if (!right(l)) return [];
      if (l.from === b.id) return [{ end: l.points[0], next: l.points[1], x: b.x + b.width }];
      return l.to === b.id ? [{ end: l.points[l.points.length - 1], next: l.points[l.points.length - 2], x: b.x }] : [];
    });
    for (const x of [b.x, b.x + b.width]) {
      const side = ends.filter((e) => e.x === x).sort((p, q) => p.next.y - q.next.y);
      side.forEach((e, i) => Object.assign(e.end, { x, y: b.y + (b.height * (i + 1)) / (side.length + 1) }));
    }
  }
}

// hubs are what would tie everything together: a module for messages, a timer that
// everybody makes. Their lines are drawn when they are asked for. By id, how many.
function hubs(nodes: Node[], links: Link[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const l of links) uses.set(l.to, (uses.get(l.to) ?? 0) + 1);
  return new Map([...uses].filter(([, n]) => nodes.length > crowd && n >= busy));
}

// direct is a line between two boxes that were laid out without it.
function direct(l: Link, at: Map<string, Box>): Line {
  const [a, b] = [at.get(l.from)!, at.get(l.to)!];
  const points = [
    { x: a.x + a.width, y: a.y + a.height / 2 },
    { x: b.x, y: b.y + b.height / 2 },
  ];
  return { ...l, hidden: true, points, label: { x: (points[0].x + points[1].x) / 2, y: (points[0].y + points[1].y) / 2 } };
}

function move(p: Part, x: number, y: number): void {
  for (const b of p.boxes) (b.x += x), (b.y += y);
  for (const l of p.lines) for (const at of [...l.points, l.label]) (at.x += x), (at.y += y);
}

// draw lays out what is to be seen, in about the shape (width by height) of where.
export function draw(nodes: Node[], links: Link[], shape: number): Drawing {
  const grouping = group(nodes, links);
  const apart = hubs(grouping.nodes, grouping.links);
  const tied = (l: Link) => apart.has(l.from) || apart.has(l.to);
  const near = grouping.links.filter((l) => !tied(l));
  const shown = grouping.nodes.map((n) => (apart.has(n.id) ? { ...n, note: `${n.note}; ${apart.get(n.id)} lines when chosen` } : n));
  const all = parts(shown, near).map((p) => {
    const ids = new Set(p.map((n) => n.id));
    return place(p, near.filter((l) => ids.has(l.from)));
  });
  all.sort((a, b) => b.lines.length - a.lines.length || b.height - a.height);
  const area = all.reduce((sum, p) => sum + (p.width + gap) * (p.height + gap), 0);
  const widest = Math.max(Math.sqrt(area * shape * 1.15), ...all.map((p) => p.width));
  let x = 0;
  let y = 0;
  let shelf = 0;
  for (const p of all) {
    if (x > 0 && x + p.width > widest) (x = 0), (y += shelf + gap), (shelf = 0);
    move(p, x, y);
    x += p.width + gap;
    shelf = Math.max(shelf, p.height);
  }
  const boxes = all.flatMap((p) => p.boxes);
  const at = new Map(boxes.map((b) => [b.id, b]));
  for (const [id, box] of grouping.in) at.set(id, at.get(box)!);
  const lines = [...all.flatMap((p) => p.lines), ...grouping.links.filter(tied).map((l) => direct(l, at))];
  return { boxes, lines, width: Math.max(0, ...boxes.map((b) => b.x + b.width)), height: Math.max(0, ...boxes.map((b) => b.y + b.height)), at };
}
