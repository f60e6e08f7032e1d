"""Signing in and out, for hosts: ``/connexion`` and ``/deconnexion``."""

import asyncio
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from captions.errors import VoixlaError
from gateway.access.hosting import Hosting
from gateway.http.host_pages import POLICY, HostPages
from gateway.http.visitors import (
    COOKIE,
    check_own_page,
    destination,
    form_of,
    host_of,
    keep_language,
    keep_signed_in,
    language_of,
    sign_out,
)
from gateway.live.refusals import in_both

_STATUS = {
    "sign_in.wrong": HTTPStatus.FORBIDDEN,
    "sign_in.later": HTTPStatus.TOO_MANY_REQUESTS,
    "sign_in.busy": HTTPStatus.SERVICE_UNAVAILABLE,
}
PRIVATE = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    # With ``no-referrer`` browsers would send ``Origin: null`` from these pages' own forms.
    "referrer-policy": "same-origin",
}


def add_sign_in(app: FastAPI, hosting: Hosting) -> None:
    pages = HostPages()

    async def page(request: Request) -> Response:
        to = destination(request.query_params.get("vers"))
        if host_of(request, hosting) is not None:
            return RedirectResponse(to, HTTPStatus.SEE_OTHER, PRIVATE)
        response = HTMLResponse(pages.sign_in(language_of(request), to), headers=PRIVATE)
        keep_language(request, response)
        return response

    async def enter(request: Request) -> Response:
        check_own_page(request)
        fields = await form_of(request)
        name, to = fields.get("nom", ""), destination(fields.get("vers"))
        address = request.client.host if request.client else ""
        try:
            cookie = await hosting.sign_in(name, fields.get("mot_de_passe", ""), address)
        except VoixlaError as error:
            if error.code not in _STATUS:
                raise
            language = language_of(request)
            trouble = in_both(error)[language == "en"]
            return HTMLResponse(pages.sign_in(language, to, name, trouble), _STATUS[error.code], PRIVATE)
        response = RedirectResponse(to, HTTPStatus.SEE_OTHER, PRIVATE)
        keep_signed_in(request, response, cookie)
        return response

    async def leave(request: Request) -> Response:
        check_own_page(request)
        cookie = request.cookies.get(COOKIE)
        if cookie:
            await asyncio.to_thread(hosting.sign_ins.close, cookie)
        response = RedirectResponse("./", HTTPStatus.SEE_OTHER, PRIVATE)
        sign_out(request, response)
        return response

    app.add_route("/connexion", page, methods=["GET"])
    app.add_route("/connexion", enter, methods=["POST"])
    app.add_route("/deconnexion", leave, methods=["POST"])
