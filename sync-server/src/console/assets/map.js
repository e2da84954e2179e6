// Draws the houses of a round on a map. What it knows it is told by the page: nothing else is asked
// for, unless the office itself set where pictures of the ground are.
const ground = document.getElementById("map");
const { program, worker, places, tiles } = ground.dataset;

const COLOUR = { visited: "#17603a", waiting: "#ffffff", refused: "#9d1c1c" };
const WORD = { visited: "สำรวจแล้ว", waiting: "ยังไม่ได้สำรวจรอบนี้", refused: "ไม่ประสงค์ให้ข้อมูล" };
const SHOWN = { all: null, waiting: ["==", ["get", "outcome"], "waiting"], asked: [">", ["get", "requests"], 0] };
const IN_THAI = {
  "Map.Title": "แผนที่ ดูเป็นตารางได้ด้านล่าง",
  "NavigationControl.ZoomIn": "ขยาย",
  "NavigationControl.ZoomOut": "ย่อ",
  "Popup.Close": "ปิด",
  "Marker.Title": "หมู่บ้าน",
  "AttributionControl.ToggleAttribution": "ที่มาของภาพ",
  "ScaleControl.Meters": "ม.",
  "ScaleControl.Kilometers": "กม.",
  "CooperativeGesturesHandler.WindowsHelpText": "กด Ctrl ค้างไว้แล้วเลื่อน เพื่อขยายหรือย่อแผนที่",
  "CooperativeGesturesHandler.MacHelpText": "กด ⌘ ค้างไว้แล้วเลื่อน เพื่อขยายหรือย่อแผนที่",
  "CooperativeGesturesHandler.MobileHelpText": "ใช้สองนิ้วเพื่อเลื่อนแผนที่",
};

function element(name, text, of = {}) {
  const made = Object.assign(document.createElement(name), of);
  made.textContent = text;
  return made;
}

// What a house says when it is touched.
function card({ house, outcome, requests, at }) {
  const said = document.createElement("div");
  said.append(element("p", house, { className: "status" }), element("p", WORD[outcome]));
  if (requests > 0) said.append(element("p", `คำขอ ${requests} เรื่อง`));
  said.append(element("a", "เปิดหน้าครัวเรือน", { href: at }));
  return said;
}

function style({ houses, boundary }) {
  const sources = { houses: { type: "geojson", data: houses } };
  const layers = [{ id: "paper", type: "background", paint: { "background-color": "#eef1ea" } }];
  if (tiles) {
    sources.ground = { type: "raster", tiles: [tiles], tileSize: 256, attribution: new URL(tiles).host };
    layers.push({ id: "ground", type: "raster", source: "ground" });
  }
  if (boundary) {
    sources.boundary = { type: "geojson", data: boundary };
    layers.push({ id: "inside", type: "fill", source: "boundary", paint: { "fill-color": "#0b4f8a", "fill-opacity": 0.06 } });
    layers.push({ id: "boundary", type: "line", source: "boundary", paint: { "line-color": "#0b4f8a", "line-width": 2 } });
  }
  layers.push({
    id: "houses",
    type: "circle",
    source: "houses",
    layout: { "circle-sort-key": ["get", "requests"] },
    paint: {
      "circle-color": ["match", ["get", "outcome"], "visited", COLOUR.visited, "refused", COLOUR.refused, COLOUR.waiting],
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 10, 3, 16, 9],
      // Whoever asked for something has a ring.
      "circle-stroke-color": ["case", [">", ["get", "requests"], 0], "#e08a00", "#1b1f24"],
      "circle-stroke-width": ["case", [">", ["get", "requests"], 0], 3, 1.5],
    },
  });
  return { version: 8, sources, layers };
}

// The corners of all that there is to see.
function corners({ houses, villages, boundary }) {
  const all = [...houses.features.map((house) => house.geometry.coordinates), ...villages.map((v) => [v.lon, v.lat])];
  const rings = (shape) => (typeof shape[0] === "number" ? [shape] : shape.flatMap(rings));
  if (boundary) all.push(...rings(boundary.coordinates));
  if (all.length === 0) return null;
  const [lons, lats] = [all.map(([lon]) => lon), all.map(([, lat]) => lat)];
  const least = (list) => list.reduce((a, b) => Math.min(a, b));
  const most = (list) => list.reduce((a, b) => Math.max(a, b));
  return [[least(lons), least(lats)], [most(lons), most(lats)]];
}

async function draw() {
  const answer = await fetch(places);
  if (!answer.ok || answer.redirected) throw new Error(`the houses did not come (${answer.status})`);
  const seen = await answer.json();
  const bounds = corners(seen);
  if (!bounds) {
    ground.textContent = "ยังไม่มีบ้านหลังใดที่มีพิกัด และยังไม่ได้ตั้งขอบเขตหรือที่ตั้งหมู่บ้าน";
    return;
  }
  const { Map, Marker, NavigationControl, Popup, ScaleControl, setWorkerUrl } = await import(program);
  setWorkerUrl(new URL(worker, location.href).href);
  ground.textContent = "";
  const map = new Map({
    container: ground,
    style: style(seen),
    bounds,
    fitBoundsOptions: { padding: 50, maxZoom: 17 },
    attributionControl: tiles ? { compact: false } : false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    locale: IN_THAI,
    // Whoever scrolls the page past the map does not get caught in it.
    cooperativeGestures: true,
    // Kept so that it is there on paper.
    canvasContextAttributes: { preserveDrawingBuffer: true },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl(), "bottom-left");
  for (const village of seen.villages) {
    const name = element("div", `หมู่ ${village.moo} ${village.name}`, { className: "village" });
    new Marker({ element: name }).setLngLat([village.lon, village.lat]).addTo(map);
  }
  map.on("click", "houses", (touched) => {
    const [house] = touched.features;
    new Popup({ maxWidth: "18rem" }).setLngLat(house.geometry.coordinates).setDOMContent(card(house.properties)).addTo(map);
  });
  map.on("mouseenter", "houses", () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", "houses", () => (map.getCanvas().style.cursor = ""));
  for (const choice of document.querySelectorAll("input[name=shown]")) {
    choice.addEventListener("change", () => map.setFilter("houses", SHOWN[choice.value]));
  }
  map.once("idle", () => (ground.dataset.drawn = seen.houses.features.length));
}

draw().catch((fault) => {
  // A computer without the graphics for it, or a session that ended: the table has all of it.
  console.warn(fault);
  ground.textContent = "เครื่องนี้แสดงแผนที่ไม่ได้ ดูจำนวนเป็นตารางด้านล่างได้ หรือลองโหลดหน้านี้ใหม่";
  ground.classList.add("wrong");
});
