"""The web application: pages, and what stands around every request."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from web import assets, desk, errors, formatting, language, navigation, packing, pages, presenting, security, uploads
from web.addresses import Number
from web.audit import looking
from web.auth import permissions, sessions
from web.limits import limiter
from web.pages import session
from web.services import Services, compose
from web.settings import Settings

MOST_BYTES = 2 * 1024 * 1024


def create_app(settings: Settings, services: Services | None = None) -> Flask:
    """The application for these settings; raises RuntimeError when the bundle was not built."""
    app = Flask("web", static_folder=None)
    app.config.update(_config(settings))
    app.url_map.converters["int"] = Number
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    desk.install(app, services or compose(settings))
    _install(app, settings)
    return app


def _config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret,
        "SESSION_COOKIE_NAME": "opora",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not settings.plain_http,
        "WTF_CSRF_TIME_LIMIT": None,  # bound to the session: a form may stay open over night
        "WTF_CSRF_SSL_STRICT": not settings.plain_http,
        "MAX_CONTENT_LENGTH": MOST_BYTES,
        "MAX_FORM_MEMORY_SIZE": MOST_BYTES,
        "MAX_FORM_PARTS": 5000,
        "RATELIMIT_HEADERS_ENABLED": True,
    }


def _install(app: Flask, settings: Settings) -> None:
    """Languages, sessions, the gate, headers, errors, pages: in the order requests meet them."""
    packing.install(app)
    language.install(app, settings.language, settings.organisation.timezone)
    assets.install(app)
    manager = sessions.install(app)
    manager.unauthorized_handler(session.unauthorized)
    uploads.install(app)
    CSRFProtect(app)
    limiter.init_app(app)
    permissions.install(app)
    looking.install(app)
    security.install(app, tls=not settings.plain_http)
    errors.install(app)
    for blueprint in pages.ALL:
        app.register_blueprint(blueprint)
    presenting.install(app, settings)
    app.jinja_env.globals.update(navigation=navigation.items, initials=formatting.initials)
