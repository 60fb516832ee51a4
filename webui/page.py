"""A whole page, drawn as the person wants it: language, size of the text, contrast."""

from __future__ import annotations

from flask import render_template

from device.preferences import Preferences
from webui.words import Languages


def draw_page(
    template: str, preferences: Preferences, languages: Languages, token: str, **more: object
) -> str:
    """The template, filled in.

    Args:
        template: its name; it may offer every one of the languages.
        preferences: what the person wants.
        languages: every sentence, in each language.
        token: what the page must send with what it changes.
        more: what this template asks for besides.
    """
    words = languages.words(preferences.language)
    return render_template(
        template,
        say=words.say,
        language=words.language,
        wanted=preferences,
        languages={known.language: known.own_name for known in languages},
        token=token,
        **more,
    )
