// Draws houses on a map, by the signs that stand in the legend. What it knows it is told by the page: nothing
// else is asked for, unless the office itself set where pictures of the ground are.
const ground = document.getElementById("map");
const { program, worker, places, tiles } = ground.dataset;

// What a choice shows: everything, whoever asked for something, or one sign.
const ASKED = [">", ["get", "requests"], 0];
function shown(choice) {
  if (choice === "all") return null;
  return choice === "asked" ? ASKED : ["==", ["get", "sign"], choice];
}
// How all that there is to see lies in the window.
const FITTED = { padding: 50, maxZoom: 17 };
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
function card({ said, requests, at }) {
  const made = document.createElement("div");
  const [house, ...lines] = said.split("\n");
  made.append(element("p", house, { className: "status" }), ...lines.map((line) => element("p", line)));
  if (requests > 0) made.append(element("p", `คำขอ ${requests} เรื่อง`));
  made.append(element("a", "เปิดหน้าครัวเรือน", { href: at }));
  return made;
}

// A sign of the legend as a picture of its own.
async function sign(drawn) {
  const picture = new Image(36, 36);
  picture.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(drawn))}`;
  await picture.decode();
  return [drawn.dataset.sign, picture];
}

function drawing({ houses, boundary }) {
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
  // Whoever asked for something has a ring.
  layers.push({
    id: "asked",
    type: "circle",
    source: "houses",
    filter: ASKED,
    paint: {
      "circle-opacity": 0,
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 10, 5, 16, 13],
      "circle-stroke-color": "#e08a00",
      "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 10, 1.5, 16, 4],
    },
  });
  layers.push({
    id: "houses",
    type: "symbol",
    source: "houses",
    layout: {
      "icon-image": ["get", "sign"],
      "icon-size": ["interpolate", ["linear"], ["zoom"], 10, 0.5, 16, 1.2],
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
      "symbol-sort-key": ["get", "requests"],
    },
  });
  return { sources, layers };
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
  const signs = await Promise.all([...document.querySelectorAll(".legend [data-sign]")].map(sign));
  ground.textContent = "";
  const map = new Map({
    container: ground,
    style: { version: 8, sources: {}, layers: [] },
    bounds,
    fitBoundsOptions: FITTED,
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
  // Whoever has not moved it sees all of it, however the window changes; what a hand chose stays.
  let moved = false;
  map.on("movestart", ({ originalEvent }) => (moved ||= originalEvent !== undefined));
  map.on("resize", () => bounds && !moved && map.fitBounds(bounds, { ...FITTED, animate: false }));
  // The signs first, so that no house is looked for by one that is not there yet.
  await new Promise((ready) => map.once("load", ready));
  for (const [name, picture] of signs) map.addImage(name, picture, { pixelRatio: 2 });
  const { sources, layers } = drawing(seen);
  for (const [name, source] of Object.entries(sources)) map.addSource(name, source);
  for (const layer of layers) map.addLayer(layer);
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
    choice.addEventListener("change", () => {
      const wanted = shown(choice.value);
      map.setFilter("houses", wanted);
      map.setFilter("asked", wanted ? ["all", ASKED, wanted] : ASKED);
    });
  }
  map.once("idle", () => (ground.dataset.drawn = seen.houses.features.length));
}

draw().catch((fault) => {
  // A computer without the graphics for it, or a session that ended: the table has all of it.
  console.warn(fault);
  ground.textContent = "เครื่องนี้แสดงแผนที่ไม่ได้ ดูจำนวนเป็นตารางด้านล่างได้ หรือลองโหลดหน้านี้ใหม่";
  ground.classList.add("wrong");
});
