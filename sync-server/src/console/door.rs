//! Doors: an address, a method, and the right that is asked for there.
//!
//! Owns everything that happens between a request and its page: who asks, whether they may,
//! whether a form came from a page of ours, and that a button pressed twice does its work once.
//! A page is reached through here or not at all. Refuses to know what the pages are.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodFilter, MethodRouter, on};

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use register::lao::LaoKind;
use register::wire::MOST_PHOTO_BYTES;

use super::form::{self, Filled};
use super::mishap::Mishap;
use super::sign_in;
use crate::db::UserRole;
use crate::office::{Press, Visitor};
use crate::routes::House;

/// Most bytes of a form, and of one with a photo, which only whoever is signed in may send.
const MOST_BYTES: usize = 256 * 1024;
const MOST_BYTES_WITH_A_PHOTO: usize = MOST_PHOTO_BYTES as usize + 64 * 1024;
/// Of what is too long, so much is taken before the connection is ended.
const MOST_BYTES_DROPPED: usize = 1024 * 1024 * 1024;
/// So often, and this far apart, a second press asks where the first one led.
const ASKS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(200);

/// What a page asks for. Domain.md 1.6 gives no rights to read; least access is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Nothing: nobody is signed in yet.
    Open,
    /// To be signed in.
    Anyone,
    /// To read the register.
    Read,
    /// To do something about requests; what exactly is the register's to allow.
    Work,
    /// To take requests in at the counter.
    TakeIn,
    /// To lay requests before the committee, which itself only rules on them.
    Lay,
    /// To let in what is held apart, or to keep it out.
    Judge,
    /// To take lists with numbers in full out of the console.
    Export,
    /// To say on which days the office is closed, and what else the LAO sets.
    Arrange,
    /// To say who is in the team, and with which phones.
    Team,
    /// To say who is of the desk.
    SetUp,
    /// To see who looked at whom.
    Watch,
}

impl Right {
    /// Whether a role holds it. Whoever sets the console up reads nobody's file for that.
    pub fn is_held_by(self, role: UserRole) -> bool {
        use UserRole::{Admin, Auditor, Committee, Officer, Supervisor};
        match self {
            Self::Open | Self::Anyone => true,
            Self::Read => matches!(role, Supervisor | Officer | Committee | Auditor),
            Self::Work => role.acts(),
            Self::Judge => matches!(role, Supervisor),
            Self::TakeIn | Self::Lay | Self::Export => matches!(role, Supervisor | Officer),
            Self::Team | Self::Arrange => matches!(role, Supervisor | Admin),
            Self::SetUp => matches!(role, Admin),
            Self::Watch => matches!(role, Auditor | Supervisor),
        }
    }
}

/// At whose desk a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// At everybody's.
    Everybody,
    /// At that of a LAO with a register: a central place has none (contract section 1).
    WithRegister,
}

impl Whose {
    /// Whether a LAO of this kind has it.
    pub(super) fn has(self, kind: LaoKind) -> bool {
        self == Self::Everybody || kind != LaoKind::CentralPlace
    }
}

/// One way into the console.
#[derive(Clone, Debug)]
pub struct Door {
    /// By which method.
    pub method: Method,
    /// At which address.
    pub path: &'static str,
    /// Who may pass.
    pub right: Right,
    /// Of whom.
    pub whose: Whose,
}

/// Doors on their way into a router.
pub(super) struct Doors {
    house: House,
    router: Router<House>,
    doors: Vec<Door>,
    whose: Whose,
}

impl Doors {
    pub(super) fn of(house: &House) -> Self {
        Self { house: house.clone(), router: Router::new(), doors: Vec::new(), whose: Whose::Everybody }
    }

    /// Those that are added from here on are at these desks.
    pub(super) fn at(self, whose: Whose) -> Self {
        Self { whose, ..self }
    }

    /// Adds a door, with what lies behind it.
    pub(super) fn door<H, T>(self, method: &Method, path: &'static str, right: Right, page: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(method, path, right, None, page)
    }

    /// Adds one through which larger files come than a photo.
    pub(super) fn door_for_files<H, T>(
        self,
        path: &'static str,
        right: Right,
        large: LargeFiles,
        page: H,
    ) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(&Method::POST, path, right, Some(large), page)
    }

    fn add<H, T>(
        mut self,
        method: &Method,
        path: &'static str,
        right: Right,
        large: Option<LargeFiles>,
        page: H,
    ) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        let filter = if method == Method::POST { MethodFilter::POST } else { MethodFilter::GET };
        let whose = self.whose;
        let guard = Guard { house: self.house.clone(), right, whose, large };
        let behind: MethodRouter<House> = on(filter, page).layer(from_fn_with_state(guard, pass));
        self.router = self.router.route(path, behind);
        self.doors.push(Door { method: method.clone(), path, right, whose });
        self
    }

    /// The router, and its doors.
    pub(super) fn close(self) -> (Router<House>, Vec<Door>) {
        (self.router.layer(from_fn(dress)), self.doors)
    }
}

/// Files that are larger than a photo, from whoever is signed in.
#[derive(Clone, Copy)]
pub(super) struct LargeFiles {
    /// Most bytes of a form that carries one.
    pub(super) most: usize,
    /// Its words are worth handing back without the files, where the session ended meanwhile.
    pub(super) keeps_words: bool,
    /// What is answered, to whoever may send one, where there are more.
    pub(super) too_large: fn(House, Visitor) -> BoxFuture<'static, Response>,
}

#[derive(Clone)]
struct Guard {
    house: House,
    right: Right,
    whose: Whose,
    large: Option<LargeFiles>,
}

/// What every answer carries: nothing of it is kept by a browser, and nothing in it can call
/// another site.
async fn dress(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// Whoever goes may go by a form of before, too.
const SIGN_OUT: &str = "/office/sign-out";

/// The name of the cookie.
pub(super) const COOKIE: &str = "samruat_office";

/// The session that a request names.
fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, token)| token)
}

/// A browser says where a form was drawn. Another site's is not taken, and whoever is no browser
/// says nothing.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// Whether it is a browser that says so, and not only nobody who denies it.
fn is_said_to_be_ours(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN) && is_from_here(headers)
}

/// A form's bytes; `None` where there are more than this. A browser that is still sending shows no
/// answer, so from whoever is signed in the rest is taken, and dropped as it comes.
async fn whole(body: Body, most: usize, to_its_end: bool) -> Option<Bytes> {
    let mut stream = body.into_data_stream();
    let (mut bytes, mut came) = (Vec::new(), 0);
    while let Some(piece) = stream.next().await {
        let piece = piece.ok()?;
        came += piece.len();
        if came <= most {
            bytes.extend_from_slice(&piece);
        } else {
            bytes = Vec::new();
            if !to_its_end || came > MOST_BYTES_DROPPED {
                return None;
            }
        }
    }
    (came <= most).then(|| bytes.into())
}

/// Lets a request through to its page, or says why not.
async fn pass(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let Guard { house, right, whose, large } = guard;
    let is_post = request.method() == Method::POST;
    let path = request.uri().path().to_owned();
    let visitor = match token(request.headers()) {
        Some(token) => house.office.visitor(token).await,
        None => Ok(None),
    };
    let visitor = match visitor {
        Ok(visitor) => visitor,
        Err(fault) => return Mishap::from(fault).into_response(),
    };
    let filled = if is_post {
        if !is_from_here(request.headers()) {
            return Mishap::Elsewhere.into_response();
        }
        let body = std::mem::replace(request.body_mut(), Body::empty());
        let boundary = form::boundary(request.headers());
        if let (None, Some(large), Some(boundary)) =
            (&visitor, large.filter(|large| large.keeps_words), &boundary)
        {
            let filled = Filled::read_words(body.into_data_stream(), boundary, MOST_BYTES, large.most).await;
            return sign_in::again(&path, &filled);
        }
        let most = match (&boundary, &visitor) {
            (Some(_), Some(_)) => large.map_or(MOST_BYTES_WITH_A_PHOTO, |large| large.most),
            _ => MOST_BYTES,
        };
        match (whole(body, most, visitor.is_some()).await, boundary, &visitor) {
            (Some(bytes), None, _) => Filled::read(&bytes),
            (Some(bytes), Some(boundary), _) => Filled::read_parts(bytes, boundary).await,
            // A photo is not handed back: it is chosen again after signing in.
            (None, Some(_), None) => return sign_in::first(&path),
            (None, boundary, visitor) => {
                let may = visitor
                    .as_ref()
                    .filter(|visitor| right.is_held_by(visitor.role) && whose.has(visitor.lao.kind));
                return match (boundary, may, large) {
                    (Some(_), Some(visitor), Some(large)) => (large.too_large)(house, visitor.clone()).await,
                    _ => Mishap::TooLong.into_response(),
                };
            }
        }
    } else {
        Filled::default()
    };
    let Some(visitor) = visitor else {
        if right == Right::Open {
            request.extensions_mut().insert(filled);
            return next.run(request).await;
        }
        // What was typed is handed back: it is sent again after signing in.
        let wanted = request.uri().path_and_query().map_or(path.as_str(), |asked| asked.as_str());
        return if is_post { sign_in::again(&path, &filled) } else { sign_in::first(wanted) };
    };
    if right == Right::Open {
        request.extensions_mut().insert(filled);
        request.extensions_mut().insert(visitor);
        return next.run(request).await;
    }
    let may_wait = matches!(path.as_str(), "/office/password" | SIGN_OUT);
    if visitor.one_time && !may_wait {
        return Redirect::to("/office/password").into_response();
    }
    if !right.is_held_by(visitor.role) {
        return Mishap::NotYours(Box::new(visitor)).into_response();
    }
    if !whose.has(visitor.lao.kind) {
        return Mishap::NoRegister(Box::new(visitor)).into_response();
    }
    if !is_post {
        request.extensions_mut().insert(visitor.clone());
        return understood(next.run(request).await, &visitor);
    }
    if filled.get("form") != visitor.form_key {
        // A browser that says that the form is ours was signed in anew meanwhile, in another window. What somebody
        // else typed there is not shown to them.
        let is_theirs = is_said_to_be_ours(request.headers()) && filled.get(form::WHOSE) == visitor.id;
        return if is_theirs && path == SIGN_OUT {
            press(&house, visitor, filled, request, next).await
        } else if is_theirs && filled.has_words() {
            sign_in::anew(&visitor, &path, filled)
        } else {
            Mishap::Elsewhere.into_response()
        };
    }
    press(&house, visitor, filled, request, next).await
}

/// Where a second press leads, of a button whose answer is shown once and nowhere else.
#[derive(Clone)]
pub(super) struct LedTo(pub(super) &'static str);

impl LedTo {
    /// An answer that is shown once.
    pub(super) fn once(self, page: impl IntoResponse) -> Response {
        let mut answer = page.into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}

/// An answer to a question: nothing was done, and the same button, pressed again, asks what is typed then.
#[derive(Clone)]
pub(super) struct Question;

impl Question {
    /// The answer stands at this address.
    pub(super) fn answered_at(address: &str) -> Response {
        let mut answer = Redirect::to(address).into_response();
        answer.extensions_mut().insert(Self);
        answer
    }
}

/// The answer; where an address names something that cannot be read, in our words instead of the
/// framework's.
fn understood(answer: Response, visitor: &Visitor) -> Response {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let is_plain = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if answer.status() == StatusCode::BAD_REQUEST && is_plain {
        return Mishap::missing(visitor).into_response();
    }
    answer
}

/// A form does its work once, however often its button is pressed.
async fn press(
    house: &House,
    visitor: Visitor,
    filled: Filled,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(press) = filled.press() else { return Mishap::Elsewhere.into_response() };
    for asked in 0.. {
        match house.office.press(&visitor, press).await {
            Err(fault) => return Mishap::from(fault).into_response(),
            Ok(Press::First) => break,
            Ok(Press::Done(to)) => return Redirect::to(&to).into_response(),
            Ok(Press::UnderWay) if asked < ASKS => tokio::time::sleep(PAUSE).await,
            Ok(Press::UnderWay) => return Mishap::UnderWay(Box::new(visitor)).into_response(),
        }
    }
    request.extensions_mut().insert(filled);
    request.extensions_mut().insert(visitor.clone());
    let house = house.clone();
    // Whoever goes away meanwhile, as a browser does on a second click, does not stop the work half done.
    let work = tokio::spawn(async move {
        let answer = understood(next.run(request).await, &visitor);
        // Only what was done leads on; whatever else was answered, the button may be pressed again.
        let to = match answer.extensions().get::<LedTo>() {
            Some(LedTo(to)) => Some(*to),
            None if answer.extensions().get::<Question>().is_some() => None,
            None if answer.status() == StatusCode::SEE_OTHER => {
                answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok())
            }
            None => None,
        };
        if let Err(fault) = house.office.pressed(&visitor, press, to).await {
            tracing::warn!(%fault, "where a button led was not noted; pressed again, it does its work again");
        }
        answer
    });
    match work.await {
        Ok(answer) => answer,
        Err(fault) => {
            tracing::error!(%fault, "a page of the console broke");
            Mishap::Broken.into_response()
        }
    }
}
