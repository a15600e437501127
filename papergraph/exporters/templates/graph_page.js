// What is chosen, found and filtered; the panel; mouse and keys. `render` draws all of it.

const data = JSON.parse(document.getElementById("data").textContent);
const { view } = data;
const $ = (id) => document.getElementById(id);
const graphBox = $("graph");

const works = new Map(data.nodes.map((node) => [node.id, { ...node.work, key: node.id, x: node.x, y: node.y, size: node.size }]));
const cites = new Map(), citedBy = new Map(); // work -> edges
for (const edge of data.edges) {
  for (const [index, key] of [[cites, edge.from], [citedBy, edge.to]]) {
    if (!index.has(key)) index.set(key, []);
    index.get(key).push(edge);
  }
}
const edgeById = new Map(data.edges.map((edge) => [edge.id, edge]));
const drawingOrder = [...works.values()].sort((a, b) => b.listed - a.listed || b.size - a.size);
const topicTitle = new Map(view.legend.topics.map((topic) => [topic.topic, topic.title]));
const laneColour = new Map(view.legend.topics.map((topic) => [topic.title, topic.colour]));

const state = {
  selected: null, edge: null, query: "", hits: [], at: -1,
  topics: new Set(), offerings: new Set(), roles: new Set(),
  neighbours: view.fringe?.shown ?? false,
};
const laneNames = new Set([...view.lanes, ...(view.band?.headings ?? [])].map((lane) => lane.name));
const laneOf = (work) => (laneNames.has(topicTitle.get(work.topic)) ? topicTitle.get(work.topic) : view.other);
const busyLanes = new Set(); // lanes in which anything is drawn now
const look = new Map(); // work -> {visible, dim, strong, hit}: how it looks now

// ---------------------------------------------------------------- deciding

const picked = (set, value) => set.size === 0 || set.has(value);

// One listing must answer all three filters: "required in F24", not "required, and in F24".
function passes(work) {
  return work.listings.some(
    (one) => picked(state.topics, one.topic) && picked(state.offerings, one.offering) && picked(state.roles, one.role),
  );
}

function neighbourhood(key) {
  const near = new Set([key]);
  for (const edge of cites.get(key) ?? []) near.add(edge.to);
  for (const edge of citedBy.get(key) ?? []) near.add(edge.from);
  return near;
}

function decide() {
  const shown = new Set();
  for (const work of works.values()) if (work.listed && passes(work)) shown.add(work.key);
  const listedNow = new Set(shown);
  if (state.neighbours) {
    for (const work of works.values()) {
      if (work.listed) continue;
      const edges = [...(cites.get(work.key) ?? []), ...(citedBy.get(work.key) ?? [])];
      if (edges.some((edge) => listedNow.has(edge.from) || listedNow.has(edge.to))) shown.add(work.key);
    }
  }
  // What a person has asked for by name is drawn even where a filter leaves it out.
  if (state.selected) shown.add(state.selected);
  if (state.edge) for (const key of [edgeById.get(state.edge).from, edgeById.get(state.edge).to]) shown.add(key);
  const hits = new Set(state.hits);
  let near = null;
  if (state.selected) near = neighbourhood(state.selected);
  else if (state.edge) near = new Set([edgeById.get(state.edge).from, edgeById.get(state.edge).to]);
  else if (state.query) near = hits;
  return { shown, hits, near };
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const haystack = new Map([...works.values()].map((work) => [
  work.key, plain([work.title, ...work.listings.map((one) => one.title), ...work.authors, work.venue ?? "", work.year ?? ""].join(" ")),
]));

function findHits() {
  const words = plain(state.query).split(/\s+/).filter(Boolean);
  const { shown } = decide();
  return drawingOrder
    .filter((work) => words.length && shown.has(work.key) && words.every((word) => haystack.get(work.key).includes(word)))
    .map((work) => work.key);
}

// ---------------------------------------------------------------- drawing

// Curves, and a new style for every line at each click, would be too slow for many thousands.
const crowded = data.edges.length > 1500;
const dataset = { nodes: new vis.DataSet(), edges: new vis.DataSet() };
let network; // made at the end, when everything it calls exists

function nodeStyle(work, { visible, dim }) {
  const { fill, border, width, dashes = false } = styleOf(work);
  return {
    hidden: !visible, opacity: dim ? 0.16 : 1, borderWidth: width,
    color: dim ? { background: fill, border: alpha(border, 0.2) } : { background: fill, border },
    shapeProperties: { borderDashes: dashes },
  };
}

function edgeStyle(edge, { shown, near }) {
  const hidden = !(shown.has(edge.from) && shown.has(edge.to));
  let stroke = alpha(colour.edge, crowded ? 0.15 : 0.34), width = 1;
  if (state.edge === edge.id) [stroke, width] = [colour.out, 3];
  else if (state.selected === edge.from) [stroke, width] = [colour.out, 1.8];
  else if (state.selected === edge.to) [stroke, width] = [colour.in, 1.8];
  else if (near && !crowded) stroke = alpha(colour.edge, 0.06);
  else if (!(works.get(edge.from).listed && works.get(edge.to).listed)) stroke = alpha(colour.edge, 0.1);
  return { hidden, width, color: { color: stroke, opacity: 1 } };
}

const drawn = new Map(); // id -> style as JSON: only what changed is handed to vis
function changed(items) {
  return items.filter(({ id, ...style }) => {
    const now = JSON.stringify(style);
    if (drawn.get(id) === now) return false;
    drawn.set(id, now);
    return true;
  });
}

// The styles that differ from what is drawn; also sets how every work looks now.
function restyle() {
  const decided = decide();
  const { shown, hits, near } = decided;
  busyLanes.clear();
  for (const key of shown) if (works.get(key).listed) busyLanes.add(laneOf(works.get(key)));
  for (const work of works.values()) {
    look.set(work.key, {
      visible: shown.has(work.key),
      dim: near !== null && !near.has(work.key),
      strong: near !== null && near.has(work.key),
      hit: hits.has(work.key),
    });
  }
  return {
    shown,
    nodes: changed([...works.values()].map((work) => ({ id: work.key, ...nodeStyle(work, look.get(work.key)) }))),
    edges: changed(data.edges.map((edge) => ({ id: edge.id, ...edgeStyle(edge, decided) }))),
  };
}

function render() {
  const { shown, nodes, edges } = restyle();
  dataset.nodes.update(nodes);
  dataset.edges.update(edges);
  network.selectNodes(state.selected ? [state.selected] : [], false);
  network.redraw();
  tellCount(shown);
  tellPanel();
  tellHits();
}

function tellCount(shown) {
  const listed = [...shown].filter((key) => works.get(key).listed).length;
  const all = drawingOrder.filter((work) => work.listed).length;
  const lines = shownEdges().length;
  const part = listed === all ? "" : `${listed} of ${all} readings shown, `;
  $("count").textContent = ` · ${part}${lines} ${lines === 1 ? "citation" : "citations"} drawn`;
  for (const button of document.querySelectorAll("[data-filter]")) {
    button.setAttribute("aria-pressed", state[button.dataset.filter].has(button.dataset.value));
    button.parentElement.classList.toggle("picked", state[button.dataset.filter].size > 0);
  }
  $("all").hidden = !(state.topics.size || state.offerings.size || state.roles.size);
  for (const row of document.querySelectorAll("#works tr[data-key]")) row.hidden = !shown.has(row.dataset.key);
}

function tellHits() {
  const { hits, at, query } = state;
  $("hits").textContent = !query.trim() ? "" : !hits.length ? "not found" : at < 0 ? `${hits.length} found` : `${at + 1} of ${hits.length}`;
}

// ---------------------------------------------------------------- panel and tooltip

function element(tag, text, properties = {}) {
  const made = Object.assign(document.createElement(tag), properties);
  if (text !== undefined) made.textContent = text;
  return made;
}

const whoAndWhere = (work) => [
  work.authors.length > 12 ? `${work.authors.slice(0, 12).join(", ")} and ${work.authors.length - 12} more` : work.authors.join(", "),
  [work.appeared, work.kind === "paper" ? "" : work.kind].filter(Boolean).join(", "),
].filter(Boolean);
const listingWords = (one) =>
  [one.offering, one.role === "unspecified" ? "" : `(${one.role})`, one.topic ? `· ${topicTitle.get(one.topic) ?? one.topic}` : "", one.locator ? `· ${one.locator}` : ""].filter(Boolean).join(" ");
const isWeb = (address) => /^https?:\/\//i.test(address ?? "");
const anchor = (address) => element("a", address, { href: address, target: "_blank", rel: "noopener noreferrer" });
const evidenceOf = (edge) => edge.evidence.map((number) => data.evidence[number]);

function workButton(key) {
  const work = works.get(key);
  const button = element("button", work.title, { type: "button", className: "plain", title: work.label });
  button.addEventListener("click", () => { select(key); moveTo(key); });
  return button;
}

function citationList(title, className, edges, end) {
  if (!edges.length) return [];
  const list = element("ul");
  const order = (edge) => [works.get(edge[end]).listed ? 0 : 1, works.get(edge[end]).title];
  for (const edge of [...edges].sort((a, b) => (order(a) < order(b) ? -1 : 1))) {
    const item = element("li"), work = works.get(edge[end]);
    item.append(workButton(edge[end]), element("small", [work.year ?? "", work.listed ? "" : "not on the list", ...evidenceOf(edge)].filter(Boolean).join(" · ")));
    list.append(item);
  }
  return [element("h3", `${title} ${edges.length}`, { className }), list];
}

function closeButton() {
  const button = element("button", "×", { type: "button", className: "close", title: "Close (Esc)" });
  button.setAttribute("aria-label", "Close");
  button.addEventListener("click", () => { clearSelection(); render(); });
  return button;
}

function workPanel(work) {
  const parts = [closeButton(), element("h2", work.title)];
  for (const line of whoAndWhere(work)) parts.push(element("p", line));
  if (isWeb(work.link)) {
    const line = element("p");
    line.append(anchor(work.link));
    parts.push(line);
  }
  if (work.listings.length) {
    const list = element("ul");
    for (const one of work.listings) list.append(element("li", listingWords(one)));
    parts.push(element("h3", "Listed"), list);
  } else parts.push(element("p", "Not on the list.", { className: "muted" }));
  if (!work.known) parts.push(element("p", "No citation of it is known yet.", { className: "muted" }));
  parts.push(...citationList("Cites", "out", cites.get(work.key) ?? [], "to"));
  parts.push(...citationList("Cited by", "in", citedBy.get(work.key) ?? [], "from"));
  return parts;
}

function edgePanel(edge) {
  const said = element("ul");
  for (const line of evidenceOf(edge)) said.append(element("li", line));
  const [from, to] = [element("p"), element("p")];
  from.append(workButton(edge.from));
  to.append(workButton(edge.to));
  return [closeButton(), element("h2", "A citation"), from, element("h3", "cites", { className: "out" }), to, element("h3", "According to"), said];
}

let told = null;
function tellPanel() {
  const about = state.selected ?? state.edge;
  if (told === about) return;
  told = about;
  const panel = $("panel");
  panel.replaceChildren(...(state.selected ? workPanel(works.get(state.selected)) : state.edge ? edgePanel(edgeById.get(state.edge)) : []));
  panel.hidden = !about;
  panel.scrollTop = $("side").scrollTop = 0;
}

function showTip(key, point) {
  const tip = $("tip");
  graphBox.classList.toggle("over", key !== null);
  tip.hidden = key === null;
  if (key === null) return;
  const work = works.get(key);
  tip.replaceChildren(
    element("b", work.title), ...whoAndWhere(work).map((line) => element("span", line)),
    ...(work.listings.length ? work.listings.map((one) => element("span", listingWords(one))) : [element("span", "not on the list")]),
  );
  const left = point.x + 14 + tip.offsetWidth > graphBox.clientWidth ? point.x - 14 - tip.offsetWidth : point.x + 14;
  const top = point.y + 14 + tip.offsetHeight > graphBox.clientHeight ? point.y - 10 - tip.offsetHeight : point.y + 14;
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${Math.max(4, top)}px`;
}

// ---------------------------------------------------------------- acting

function clearSelection() { state.selected = null; state.edge = null; }
function select(key) { clearSelection(); state.selected = works.has(key) ? key : null; render(); }
function selectEdge(id) { clearSelection(); state.edge = edgeById.has(id) ? id : null; render(); }
function search(words) { clearSelection(); state.query = words; state.hits = findHits(); state.at = -1; render(); }
function jump(step) {
  if (!state.hits.length) return;
  state.at = state.at < 0 && step < 0 ? state.hits.length - 1 : (state.at + step + state.hits.length) % state.hits.length;
  select(state.hits[state.at]);
  moveTo(state.selected);
}
function clear() { clearSelection(); Object.assign(state, { query: "", hits: [], at: -1 }); $("search").value = ""; render(); }
function refilter() { if (state.query) state.hits = findHits(); render(); }
function showAll() { for (const name of ["topics", "offerings", "roles"]) state[name].clear(); refilter(); }
function toggleList() {
  const hidden = $("works").toggleAttribute("hidden");
  $("list").setAttribute("aria-expanded", !hidden);
}
function open(key) {
  const { link } = works.get(key);
  if (!isWeb(link)) return;
  const opener = anchor(link);
  document.body.append(opener);
  opener.click();
  opener.remove();
}
const visible = () => [...works.keys()].filter((key) => look.get(key).visible);
const shownEdges = () => data.edges.filter((edge) => look.get(edge.from).visible && look.get(edge.to).visible).map((edge) => edge.id);

// ---------------------------------------------------------------- starting

readColours();
const first = restyle(); // before vis sees anything, so that it need not change all of it
dataset.nodes.add(data.nodes.map(({ work, ...node }, i) => ({ ...node, ...first.nodes[i] })));
dataset.edges.add(data.edges.map(({ evidence, ...edge }, i) => ({ ...edge, ...first.edges[i] })));
const smooth = crowded ? false : { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.45 };
network = new vis.Network(graphBox, dataset, { ...data.options, edges: { ...data.options.edges, smooth } });
network.on("beforeDrawing", drawGround);
network.on("afterDrawing", drawFront);
network.on("click", ({ pointer }) => {
  const key = nodeAt(pointer.DOM);
  if (key !== null) return select(key);
  const id = network.getEdgeAt(pointer.DOM);
  return id === undefined ? (clearSelection(), render()) : selectEdge(id);
});
network.on("doubleClick", ({ pointer }) => {
  const key = nodeAt(pointer.DOM);
  if (key !== null) open(key);
});
graphBox.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "mouse") return showTip(null); // a finger has the panel
  const box = graphBox.getBoundingClientRect();
  const point = { x: event.clientX - box.left, y: event.clientY - box.top };
  showTip(event.buttons ? null : nodeAt(point), point);
});
graphBox.addEventListener("pointerleave", () => showTip(null));

let wasSmall = null;
network.on("afterDrawing", () => {
  if (wasSmall === small()) return;
  wasSmall = small();
  requestAnimationFrame(render);
});

let touched = false; // once a person has moved the picture, a new window size leaves it alone
for (const name of ["dragStart", "zoom"]) network.on(name, () => { touched = true; showTip(null); });
network.on("resize", () => { if (!touched) fit(); });

$("search").addEventListener("input", (event) => search(event.target.value));
$("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); jump(event.shiftKey ? -1 : 1); }
});
$("fit").addEventListener("click", () => { touched = false; fit(true); });
$("list").addEventListener("click", toggleList);
$("all").addEventListener("click", showAll);
$("neighbours")?.addEventListener("change", (event) => { state.neighbours = event.target.checked; refilter(); touched = false; fit(); });
for (const button of document.querySelectorAll("[data-filter]")) {
  button.addEventListener("click", () => {
    const set = state[button.dataset.filter];
    if (!set.delete(button.dataset.value)) set.add(button.dataset.value);
    refilter();
  });
}
$("works").addEventListener("click", (event) => {
  const row = event.target.closest("button")?.closest("tr");
  if (row) { toggleList(); select(row.dataset.key); moveTo(row.dataset.key); }
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (!$("works").hidden) toggleList();
    clear();
    graphBox.focus({ preventScroll: true }); // so that "/" searches again
    return;
  }
  if (event.target.matches("input[type=search]")) return;
  if (event.key === "/") { event.preventDefault(); $("search").focus(); }
  else if (event.key === "f") { touched = false; fit(true); }
  else if (event.key === "l") toggleList();
  else if (event.key === "Enter" && event.target === graphBox && state.selected) open(state.selected);
  else if (state.selected && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    const [index, end] = event.key === "ArrowLeft" ? [cites, "to"] : [citedBy, "from"];
    const next = (index.get(state.selected) ?? []).map((edge) => edge[end]).find((key) => works.get(key).listed);
    if (next !== undefined) { event.preventDefault(); select(next); moveTo(next); }
  }
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); render(); });

window.papergraph = { network, nodes: dataset.nodes, edges: dataset.edges, data, state, select, selectEdge, search, jump, clear, showAll, fit, visible, shownEdges, nodeAt, pointOf };
render();
fit();
