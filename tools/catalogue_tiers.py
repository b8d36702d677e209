"""Prices of other service tiers, as the providers' own pages tell them; the catalogue's run adds them.

    catalogue_tiers.py CATALOG_DIR

does the same to the files that are there, without the two sources.

Of a rule such as half of everything, each price is worked out from the one in the catalogue. OpenAI's
tiers are not here: they stand in openai.json, which is kept by hand.
"""

import pathlib
import re
import sys
from decimal import Decimal

TIERS_DATE = "2026-11-29"
HALF = Decimal("0.5")
BATCHES = "service tiers, batch: for show, Alfred sends no batches"
NOTED = re.compile(r"service tiers\b")


def shown(value):
    text = format(value.normalize(), "f")
    whole, _, places = text.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"


def times(usd, factor, kept=()):
    """Each price of a model, and of its long prompts, times a factor but for the names that stay as they are."""
    made = {}
    for name, value in usd.items():
        if name == "above_tokens":
            made[name] = value
        elif name == "long_context":
            made[name] = times(value, factor, kept)
        elif name == "long_context_tiers":
            made[name] = [times(tier, factor, kept) for tier in value]
        elif name != "service_tiers":
            made[name] = value if name in kept else shown(Decimal(value) * factor)
    return made


def uncached(usd, factor):
    """Times a factor, but for what comes from the cache, which costs no more than other input all the same."""
    made = times(usd, factor, ("cached_read", "cached_write", "audio_cached_read"))
    for prices in (made, made.get("long_context", {})):
        for name, other in (("cached_read", "input"), ("audio_cached_read", "audio_input")):
            if name in prices and other in prices and Decimal(prices[name]) > Decimal(prices[other]):
                prices[name] = prices[other]
    return made


def flat(text):
    """``input / cached / output``"""
    return dict(zip(("input", "cached_read", "output"), text.split(" / ")))


def anthropic(model, usd):
    return {"batch": times(usd, HALF)}


GROQ_BATCH = (
    "llama-3.1-8b-instant",
    "llama-3.3-70b-versatile",
    "meta-llama/llama-4-scout-17b-16e-instruct",
    "openai/gpt-oss-120b",
    "openai/gpt-oss-20b",
)


def groq(model, usd):
    """What comes from the cache costs what other input of a batch does."""
    if model not in GROQ_BATCH:
        return {}
    half = shown(Decimal(usd["input"]) * HALF)
    return {"batch": times(usd, HALF) | ({"cached_read": half} if "cached_read" in usd else {})}


XAI_BATCH = ("grok-4.3", "grok-4.20-0309-reasoning", "grok-4.20-0309-non-reasoning", "grok-4.20-multi-agent-0309")


def xai(model, usd):
    batch = {"batch": times(usd, Decimal("0.8"))} if model in XAI_BATCH else {}
    return {"priority": times(usd, Decimal(2)), **batch}


FIREWORKS = "accounts/fireworks/models/"
FIREWORKS_PRIORITY = {
    "glm-5p2": "1.75 / 0.18 / 5.50",
    "gpt-oss-120b": "0.18 / 0.018 / 0.72",
    "kimi-k2p6": "1.50 / 0.22 / 6.00",
    "kimi-k2p7-code": "1.425 / 0.285 / 6.00",
    "minimax-m3": "0.45 / 0.09 / 1.80",
}


def fireworks(model, usd):
    if not model.startswith(FIREWORKS):
        return {}
    fast = FIREWORKS_PRIORITY.get(model.removeprefix(FIREWORKS))
    # Their page leaves open whether half the price of input is also that of cached input.
    return ({"priority": flat(fast)} if fast else {}) | {"batch": uncached(usd, HALF)}


GEMINI_BATCH = (
    "gemini-2.5-flash-lite",
    "gemini-2.5-flash",
    "gemini-2.5-pro",
    "gemini-3-flash-preview",
    "gemini-3.1-pro-preview",
    "gemini-3.1-pro-preview-customtools",
)
GEMINI_OTHER = {
    "gemini-2.5-flash": Decimal("1.8"),
    "gemini-2.5-pro": Decimal("1.8"),
}


def gemini(model, usd):
    """Alfred asks Gemini for no tier, so that all of them are for show."""
    if model == "gemini-3.1-flash-lite-preview":
        return {"batch": times(usd, HALF)}
    if model not in GEMINI_BATCH:
        return {}
    half = uncached(usd, HALF)
    if model not in GEMINI_OTHER:
        return {"batch": half}
    return {"priority": times(usd, GEMINI_OTHER[model]) | {"for_show": True}, "flex": half | {"for_show": True}, "batch": half}


def vertex(model, usd):
    if model not in ("gemini-2.5-flash-lite", "gemini-2.5-flash", "gemini-2.5-pro"):
        return {}
    return {"batch": uncached(usd, HALF)}


RULES = {
    "anthropic": anthropic,
    "fireworks-ai": fireworks,
    "google": gemini,
    "google-vertex": vertex,
    "groq": groq,
    "xai": xai,
}
TIER_NOTES = {
    "anthropic": [
        f"{BATCHES}; half of every price, caching included (platform.claude.com/docs/en/build-with-claude/batch-processing, a copy of mid-2026)",
    ],
    "fireworks-ai": [
        "service tiers, priority: docs.fireworks.ai/serverless/pricing, a copy of about October 2026, which prices cached input of glm-5p2 "
        "and gpt-oss-120b lower than this file does",
        f"{BATCHES}; half of input and output (the same page); what it says of cached input can be read either way, the standard price stands",
    ],
    "google": [
        "service tiers, priority and flex: for show, Alfred asks Gemini for no tier; ai.google.dev/gemini-api/docs/pricing, a copy of "
        "4 August 2026 with the two models that have them here",
        f"{BATCHES}; the same page, that copy and one of about March 2026 with each of the models that have it here",
    ],
    "google-vertex": [
        f"{BATCHES}; half of input and output, cached input as ever (docs.cloud.google.com, guide Batch inference with Gemini, a copy of 2026, "
        "which names the three models)",
    ],
    "groq": [
        f"{BATCHES}; half of every price of the models that console.groq.com/docs/batch lists, cached input as other input (an undated copy)",
    ],
    "xai": [
        "service tiers, priority: twice every price (docs.x.ai/developers/pricing, a copy of about October 2026, whose standard prices are "
        "those of this file)",
        f"{BATCHES}; 20 % less for the models that the same page lists",
    ],
}


def add(made):
    """Puts the tiers of a provider into its file, in place of those that were there."""
    rule = RULES.get(made["provider"])
    if rule is None:
        return
    for model in made["models"]:
        usd = model.get("usd_per_1m_tokens")
        if usd is not None and model["kind"] == "chat":
            usd.pop("service_tiers", None)
            if tiers := rule(model["model"], usd):
                usd["service_tiers"] = tiers
    made["price_version"] = f"{made['provider']}-{TIERS_DATE}"
    made["notes"] = [n for n in made["notes"] if not NOTED.match(n)] + TIER_NOTES[made["provider"]]


def main():
    import json

    from catalogue import file_text, validate

    directory = pathlib.Path(sys.argv[1])
    for name in RULES:
        file = directory / f"{name}.json"
        made = json.loads(file.read_text("utf-8"))
        add(made)
        text = file_text(made)
        validate(text, name)
        file.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
