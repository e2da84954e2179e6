//! What pages are drawn with: a style for screens and one for paper, type, a mark, small scripts, htmx for fields
//! that ask while one types, and MapLibre for the map.
//!
//! Owns their bytes, which are part of this program, and addresses that change when they do, so
//! that a browser may keep them for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;

/// One of them.
pub(super) struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

pub(super) static STYLE: Asset = Asset {
    name: "console.css",
    kind: "text/css; charset=utf-8",
    bytes: include_bytes!("assets/console.css"),
};
/// For pages that are printed.
pub(super) static PAPER: Asset =
    Asset { name: "paper.css", kind: "text/css; charset=utf-8", bytes: include_bytes!("assets/paper.css") };
pub(super) static ICON: Asset =
    Asset { name: "icon.svg", kind: "image/svg+xml", bytes: include_bytes!("assets/icon.svg") };
pub(super) static COPY: Asset = Asset {
    name: "copy.js",
    kind: "text/javascript; charset=utf-8",
    bytes: include_bytes!("assets/copy.js"),
};
/// Says on every sheet after the first whose it is.
pub(super) static SHEETS: Asset = Asset {
    name: "sheets.js",
    kind: "text/javascript; charset=utf-8",
    bytes: include_bytes!("assets/sheets.js"),
};
/// Asks for files in Thai.
pub(super) static FILES: Asset = Asset {
    name: "files.js",
    kind: "text/javascript; charset=utf-8",
    bytes: include_bytes!("assets/files.js"),
};
/// Draws the map, with [`MAPLIBRE`].
pub(super) static MAP: Asset =
    Asset { name: "map.js", kind: "text/javascript; charset=utf-8", bytes: include_bytes!("assets/map.js") };
/// htmx as npm has it, byte for byte: a browser test compares them. Its licence lies beside it.
pub(super) static HTMX: Asset = Asset {
    name: "htmx.js",
    kind: "text/javascript; charset=utf-8",
    bytes: include_bytes!("assets/htmx/htmx.min.js"),
};
/// MapLibre GL JS as npm has it, byte for byte: a browser test compares them. Its licence lies
/// beside it.
pub(super) static MAPLIBRE: Asset = Asset {
    name: "maplibre-gl.mjs",
    kind: "text/javascript; charset=utf-8",
    bytes: include_bytes!("assets/maplibre/maplibre-gl.mjs"),
};
pub(super) static MAPLIBRE_WORKER: Asset = Asset {
    name: "maplibre-gl-worker.mjs",
    kind: "text/javascript; charset=utf-8",
    bytes: include_bytes!("assets/maplibre/maplibre-gl-worker.mjs"),
};
pub(super) static MAPLIBRE_STYLE: Asset = Asset {
    name: "maplibre-gl.css",
    kind: "text/css; charset=utf-8",
    bytes: include_bytes!("assets/maplibre/maplibre-gl.css"),
};
/// Noto Sans Thai Looped, which the app uses too; its licence lies beside it in `ui/fonts`.
static REGULAR: Asset = Asset {
    name: "regular.ttf",
    kind: "font/ttf",
    bytes: include_bytes!("../../../ui/fonts/NotoSansThaiLooped-Regular.ttf"),
};
static BOLD: Asset = Asset {
    name: "bold.ttf",
    kind: "font/ttf",
    bytes: include_bytes!("../../../ui/fonts/NotoSansThaiLooped-Bold.ttf"),
};
static ALL: [&Asset; 13] = [
    &STYLE,
    &PAPER,
    &ICON,
    &COPY,
    &HTMX,
    &SHEETS,
    &FILES,
    &MAP,
    &MAPLIBRE,
    &MAPLIBRE_WORKER,
    &MAPLIBRE_STYLE,
    &REGULAR,
    &BOLD,
];

/// A style without the type that it fetches: for a file that asks no server, and is read in whatever type is there.
pub(super) fn without_type(style: &Asset) -> String {
    let lines = str::from_utf8(style.bytes).unwrap_or_default().lines();
    lines.filter(|line| !line.starts_with("@font-face")).collect::<Vec<_>>().join("\n")
}

/// Names the version that this program was built with.
static MARK: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    for asset in ALL {
        hasher.update(asset.bytes);
    }
    HEXLOWER.encode(hasher.finalize().as_bytes().get(..6).unwrap_or_default())
});

/// Where a page finds it.
pub(super) fn address(asset: &Asset) -> String {
    format!("/office/assets/{}?{}", asset.name, *MARK)
}

pub(super) async fn show(Path(name): Path<String>) -> Response {
    let Some(asset) = ALL.into_iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, asset.bytes).into_response()
}
