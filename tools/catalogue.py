#!/usr/bin/env python3
"""Makes the provider catalogue that Alfred ships, and the page that says how it was checked.

    catalogue.py FIRST.json SECOND.json CATALOG_DIR PAGE.md

FIRST is the models.dev catalogue (a dict of providers), SECOND is pydantic/genai-prices (a list of
providers). CATALOG_DIR holds openai.json and anthropic.json, which were checked by hand: their
models and prices are kept and only gain new fields. Every other file, and index.txt, is written
anew. The same input gives the same bytes.

Numbers are never floats: JSON numbers are read as decimals, prices are written as strings.
"""

import argparse
import collections
import json
import pathlib
import re
import sys
from decimal import ROUND_CEILING, Context, Decimal

from catalogue_facts import (
    ADDRESSES,
    BY_HAND,
    ENDPOINT_ELSEWHERE,
    KEY_VARIABLES,
    LEFT_OUT_PROVIDERS,
    MEDIA_PRICES_KNOWN,
    NOTES,
    PUBLISHED,
    REGIONS,
    RENAMED,
    SECOND_SOURCE,
    STANDS_FOR,
    VARIABLES,
)
from catalogue_models import image_tokens_max, kind_of, outputs_of, vocabulary_of
from catalogue_tiers import add as add_tiers

FIRST_NAME = "models.dev catalogue of 2 July 2026 (MIT)"
SECOND_NAME = "pydantic/genai-prices of August 2026 (MIT)"
PRICE_DATE = "2026-07-02"
SECOND_DATE = "2026-09-01"
NINE_PLACES = Decimal("1e-9")
TWELVE_DIGITS = Context(prec=12)
TOKENS_MAX = 1_000_000_000
SEARCHES = r"(?i)(^|[/-])sonar([-:]|$)|search-preview|deep-research"
AUDIO_PRICES = ("audio_input", "audio_cached_read", "audio_output")
TOKEN_PRICES = ("input", "cached_read", "cached_write", "output", "reasoning", *AUDIO_PRICES)
NAMES_IN_FIRST = {
    "cache_read": "cached_read",
    "cached_input": "cached_read",
    "cache_input": "cached_read",
    "cache_write": "cached_write",
    "input_audio": "audio_input",
    "output_audio": "audio_output",
}
NAMES_IN_SECOND = {
    "input_mtok": "input",
    "cache_read_mtok": "cached_read",
    "cache_write_mtok": "cached_write",
    "output_mtok": "output",
    "input_audio_mtok": "audio_input",
    "cache_audio_read_mtok": "audio_cached_read",
    "output_audio_mtok": "audio_output",
}
CAPABILITIES = {
    "tool_call": "tools",
    "structured_output": "json_schema",
    "reasoning": "reasoning",
    "attachment": "attachment",
    "open_weights": "open_weights",
    "temperature": "temperature",
}


# ---------------------------------------------------------------- prices


class Rounding:
    """Makes prices exact to nine places and remembers where that changed one."""

    def __init__(self):
        self.noise = 0
        self.rounded = []

    def exact(self, value, where):
        """The value itself, without the noise of binary arithmetic, rounded up at the ninth place."""
        value = Decimal(value)
        if value < 0:
            raise ValueError(f"negative price: {where}")
        near = TWELVE_DIGITS.plus(value)
        if near != value and abs(near - value) <= value * Decimal("1e-12"):
            value = near
            self.noise += 1
        up = value.quantize(NINE_PLACES, rounding=ROUND_CEILING)
        if up != value:
            self.rounded.append(where)
        return up


def shown(value):
    """A price as text: no exponent, two decimals at least."""
    text = format(value.normalize(), "f")
    whole, _, places = text.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"


def prices_of(cost, rounding, where):
    """The token prices of the first source under the names of the catalogue."""
    found = {}
    for name, value in cost.items():
        name = NAMES_IN_FIRST.get(name, name)
        if name in TOKEN_PRICES:
            found[name] = rounding.exact(value, f"{where} {name}")
    return {name: found[name] for name in TOKEN_PRICES if name in found}


def guard_cache(prices, gemini, counts):
    """Replaces cache prices that would charge less than the tokens cost."""
    price_in = prices["input"]
    if price_in == 0:
        return
    if prices.get("cached_read") == 0:
        del prices["cached_read"]
        counts["cached_read of zero beside a paid input"] += 1
    elif prices.get("cached_read", 0) > price_in:
        del prices["cached_read"]
        counts["cached_read above the input price"] += 1
    written = prices.get("cached_write")
    if written is None or written >= price_in:
        return
    if written == 0:
        counts["cached_write of zero beside a paid input"] += 1
        del prices["cached_write"]
    elif gemini:
        counts["cached_write of Gemini told without its input price"] += 1
        prices["cached_write"] = price_in + written
    else:
        counts["cached_write below input"] += 1
        del prices["cached_write"]


def tiers_of(cost, base, gemini, rounding, where, counts):
    """Prices for longer prompts, the lowest threshold first; never below the base."""
    tiers = []
    for tier in sorted(cost.get("tiers", ()), key=lambda tier: tier["tier"]["size"]):
        above = tier["tier"]["size"]
        prices = prices_of({k: v for k, v in tier.items() if k != "tier"}, rounding, f"{where} above {above}")
        for name in ("input", "output"):
            told = prices.get(name, base[name])
            if told < base[name]:
                counts["price of a longer prompt below the base"] += 1
            prices[name] = max(told, base[name])
        guard_cache(prices, gemini, counts)
        tiers.append({"above_tokens": above, **{n: prices[n] for n in TOKEN_PRICES if n in prices}})
    return tiers


# ---------------------------------------------------------------- the second source


def matches(clause, name):
    """Whether a clause of genai-prices matches a model's name, in either case."""
    ((operator, operand),) = clause.items()
    if operator == "or":
        return any(matches(part, name) for part in operand)
    if operator == "and":
        return all(matches(part, name) for part in operand)
    names = {name, name.lower()}
    if operator == "equals":
        return operand in names or operand.lower() in names
    if operator == "starts_with":
        return any(n.startswith(operand) for n in names)
    if operator == "ends_with":
        return any(n.endswith(operand) for n in names)
    if operator == "contains":
        return any(operand in n for n in names)
    if operator == "regex":
        return any(re.search(operand, n) for n in names)
    raise ValueError(f"unknown clause {operator}")


def valid_price(prices):
    """Of prices by date the one valid from SECOND_DATE on, of prices by hour the dearest."""
    if isinstance(prices, dict):
        return prices
    dated = [
        p for p in prices
        if (p.get("constraint") or {}).get("start_date", "") <= SECOND_DATE and "start_time" not in (p.get("constraint") or {})
    ]
    by_hour = [p for p in prices if "start_time" in (p.get("constraint") or {})]
    candidates = [dated[-1]] + by_hour if dated else by_hour
    return max(candidates, key=lambda p: scalar(p["prices"].get("output_mtok", 0)))["prices"]


def scalar(value):
    return Decimal(value["base"] if isinstance(value, dict) else value)


def second_prices(model, rounding, where):
    """Prices, tiers and the price of 1,000 requests as the second source tells them."""
    told = valid_price(model["prices"])
    prices, tiers = {}, {}
    for theirs, ours in NAMES_IN_SECOND.items():
        if theirs not in told:
            continue
        prices[ours] = rounding.exact(scalar(told[theirs]), where)
        if isinstance(told[theirs], dict):
            for tier in told[theirs]["tiers"]:
                tiers.setdefault(tier["start"], {})[ours] = rounding.exact(tier["price"], where)
    requests = told.get("requests_kcount")
    return prices, tiers, None if requests is None else rounding.exact(requests, where)


class Second:
    """The second source, asked by the first one's names."""

    def __init__(self, providers):
        self.providers = {provider["id"]: provider for provider in providers}

    def knows(self, provider):
        return bool(self.ids(provider))

    def ids(self, provider):
        return [i for i in self.providers if re.fullmatch(SECOND_SOURCE.get(provider, "-"), i)]

    def find(self, provider, model):
        """All entries of the second source for one model: one, or one per sub-provider."""
        names = [model]
        if provider == "google-vertex-anthropic":
            names.append(model.split("@")[0])
        found = []
        for provider_id in self.ids(provider):
            for entry in self.providers[provider_id]["models"]:
                if any(matches(entry["match"], name) for name in names):
                    found.append(entry)
                    break
        return found


class Check:
    """Compares prices and keeps the dearer reading."""

    def __init__(self, second, rounding):
        self.second, self.rounding = second, rounding
        self.rows = []
        self.matched = self.agreeing = self.disagreeing = 0
        self.filled = []
        self.by_provider = collections.defaultdict(lambda: [0, 0, 0])

    def model(self, provider, name, kind, prices, tiers, context, by_hand):
        """Changes prices and tiers in place; gives the price of 1,000 requests, if told."""
        entries = self.second.find(provider, name)
        if not entries:
            return None
        where = f"{provider} {name} (second source)"
        told = [second_prices(entry, self.rounding, where) for entry in entries]
        self.matched += 1
        before = len(self.rows)
        for field in TOKEN_PRICES:
            theirs = [p[field] for p, _, _ in told if field in p]
            if theirs and not (kind == "embedding" and field == "output"):
                self.field(provider, name, field, prices, max(theirs), by_hand)
        if len(told) == 1:
            self.tiers(provider, name, prices, tiers, told[0], by_hand)
        agree = not any(row["price"] for row in self.rows[before:])
        windows = {e["context_window"] for e in entries if e.get("context_window")}
        if windows and context not in windows:
            self.add(provider, name, "context_tokens", context, max(windows), context, "context", False)
        self.agreeing += agree
        self.disagreeing += not agree
        count = self.by_provider[provider]
        count[0] += 1
        count[1 if agree else 2] += 1
        requests = [r for _, _, r in told if r is not None]
        if requests:
            self.add(provider, name, "usd_per_1k_requests", "–", shown(max(requests)), shown(max(requests)), "only there", False)
        return max(requests) if requests else None

    def field(self, provider, name, field, prices, theirs, by_hand):
        ours = prices.get(field)
        if ours == theirs:
            return
        if ours is None:
            cheap = theirs == 0 and prices.get("input", 0) > 0
            below = field == "cached_write" and theirs < prices.get("input", 0)
            if not by_hand and not cheap and not below:
                prices[field] = theirs
                self.filled.append((provider, name, field))
            return
        published = (provider, name) in PUBLISHED
        kept = ours if by_hand or published else max(ours, theirs)
        prices[field] = kept
        why = "hand" if by_hand else "published" if published else "dearer"
        self.add(provider, name, field, shown(ours), shown(theirs), shown(kept), why, True)

    def tiers(self, provider, name, prices, tiers, told, by_hand):
        base, their_tiers, _ = told
        for above, theirs in sorted(their_tiers.items()):
            ours = next((t for t in tiers if t["above_tokens"] == above), None)
            if ours is None:
                if not by_hand and not tiers:
                    full = {n: max(theirs.get(n, prices[n]), prices[n]) for n in prices if n != "reasoning"}
                    tiers.append({"above_tokens": above, **full})
                self.add(provider, name, f"long_context above {above:,}", "–", shown(theirs["input"]) if "input" in theirs else "told",
                         "–" if by_hand or tiers[0]["above_tokens"] != above else "added", "hand" if by_hand else "tier", True)
                continue
            for field, value in theirs.items():
                if field in ours and ours[field] != value:
                    kept = ours[field] if by_hand else max(ours[field], value)
                    self.add(provider, name, f"{field} above {above:,}", shown(ours[field]), shown(value), shown(kept),
                             "hand" if by_hand else "dearer", True)
                    ours[field] = kept

    def add(self, provider, name, field, first, second, kept, why, price):
        self.rows.append(dict(provider=provider, model=name, field=field, first=first, second=second, kept=kept, why=why, price=price))


# ---------------------------------------------------------------- one provider


def capabilities_of(model, outputs):
    found = {CAPABILITIES[cap] for cap in model["caps"] if cap in CAPABILITIES}
    inputs = model["modalities"]["input"]
    found |= {name for kind, name in (("image", "vision"), ("audio", "audio_input"), ("pdf", "pdf_input")) if kind in inputs}
    found |= {name for kind, name in (("image", "image_output"), ("audio", "audio_output")) if kind in outputs}
    return sorted(found)


class Maker:
    def __init__(self, first, second, by_hand):
        self.first, self.second = first, Second(second)
        self.by_hand = by_hand
        self.rounding = Rounding()
        self.check = Check(self.second, self.rounding)
        self.left_out = collections.defaultdict(collections.Counter)
        self.guards = collections.Counter()
        self.limits = collections.Counter()
        self.from_second = []
        self.stood_for = []

    def provider(self, key):
        source = self.first[key]
        name = RENAMED.get(key, key)
        base, protocol, auth = address(key, source)
        made = {"provider": name, "title": source["name"], "base_url": base, "protocol": protocol, "auth": auth}
        if auth != "none":
            made["key_variable"] = key_variable(key, source)
        made["docs"] = source["doc"]
        made["regions"] = REGIONS.get(key, [])
        if key in VARIABLES:
            made["base_url_variables"] = [dict(zip(("name", "example", "says"), v)) for v in VARIABLES[key]]
        made["price_version"] = f"{name}-{PRICE_DATE}"
        made["source"] = FIRST_NAME
        made["cross_checked_with"] = SECOND_NAME if self.second.knows(key) else f"not in {SECOND_NAME}"
        if key in BY_HAND:
            return self.enriched(key, made)
        models = [entry for model in source["models"] if (entry := self.model(key, name, model))]
        if key in STANDS_FOR:
            self.stand_for(name, {entry["model"]: entry for entry in models}, STANDS_FOR[key])
        made["notes"] = self.notes(key, models)
        made["models"] = models
        return made

    def stand_for(self, provider, models, names):
        """Gives a name for the newest model of a family the audio prices of the model at whose prices it is."""
        for name, other in names.items():
            usd, told = (models[n]["usd_per_1m_tokens"] for n in (name, other))
            if any(usd[field] != told[field] for field in ("input", "output")):
                continue
            added = [field for field in AUDIO_PRICES if field in told and field not in usd]
            prices = usd | {field: told[field] for field in added}
            models[name]["usd_per_1m_tokens"] = {n: prices[n] for n in (*TOKEN_PRICES, *prices) if n in prices}
            self.stood_for += [(provider, name, other, field) for field in added]

    def enriched(self, key, made):
        """A file checked by hand, with new fields and nothing else changed."""
        kept = self.by_hand[key]
        result = {f: made[f] for f in made if f not in kept or f in ("provider", "title", "base_url", "protocol")}
        order = ["provider", "title", "base_url", "protocol", "auth", "key_variable", "docs", "regions"]
        head = {f: kept.get(f, result.get(f)) for f in order}
        head |= {f: kept[f] for f in kept if f not in head}
        known = {m["id"]: m for m in self.first[key]["models"]}
        models = []
        for entry in kept["models"]:
            names = [entry["model"], *entry.get("snapshots", ())]
            facts = next((known[n] for n in names if n in known), None)
            entry = {k: v for k, v in entry.items() if k not in ("capabilities", "released", "knowledge")}
            entry["capabilities"] = capabilities_of(facts, facts["modalities"]["output"]) if facts else []
            if facts and facts.get("release_date"):
                entry["released"] = facts["release_date"]
            models.append(ordered(entry))
            usd = entry.get("usd_per_1m_tokens", {})
            if usd and entry["kind"] in ("chat", "embedding"):
                prices = {n: Decimal(usd[n]) for n in TOKEN_PRICES if n in usd}
                tiers = [{k: v if k == "above_tokens" else Decimal(v) for k, v in usd["long_context"].items()}] if "long_context" in usd else []
                self.check.model(key, entry["model"], entry["kind"], prices, tiers, entry["context_tokens"], True)
        head["models"] = models
        return head

    def model(self, key, provider, model):
        name, modalities = model["id"], model["modalities"]
        outputs = outputs_of(name, modalities["output"])
        cost = model.get("cost")
        drop = self.left_out[key]
        for pattern, why in ENDPOINT_ELSEWHERE.get(key, ()):
            if re.search(pattern, name):
                drop[why] += 1
                return None
        if key != "perplexity" and re.search(SEARCHES, name):
            drop["searches, which are billed apart and make the prompt longer"] += 1
            return None
        kind, why = kind_of(name, modalities["input"], outputs, cost)
        if kind is None:
            drop[why] += 1
            return None
        if kind == "chat" and "image" in outputs and (key, name) not in MEDIA_PRICES_KNOWN:
            drop["gives images whose tokens have a price of their own that no source tells"] += 1
            return None
        if kind == "chat" and "audio" in outputs and "output_audio" not in (cost or {}):
            drop["gives audio whose tokens have a price of their own that no source tells"] += 1
            return None
        if cost and set(cost) & {"request", "citation", "image"}:
            drop["billed by more than tokens"] += 1
            return None
        limits = self.limits_of(kind, name, model["limit"])
        if limits is None:
            drop["no published context"] += 1
            return None
        context, output = limits
        vision = "image" in modalities["input"]
        entry = {"model": name, "kind": kind, "vocabulary": vocabulary_of(name), "context_tokens": context,
                 "max_output_tokens": output}
        if vision and kind == "chat":
            entry["image_tokens_max"] = image_tokens_max(name, self.by_hand)
        entry["capabilities"] = capabilities_of(model, outputs)
        if model.get("release_date"):
            entry["released"] = model["release_date"]
        if model.get("knowledge"):
            entry["knowledge"] = model["knowledge"]
        usd, requests = self.price(key, provider, name, kind, cost, context)
        if usd:
            entry["usd_per_1m_tokens"] = usd
        if requests:
            entry["usd_per_1k_requests"] = shown(requests)
        return entry

    def limits_of(self, kind, name, limit):
        context, output = limit["context"], limit["output"]
        if context > TOKENS_MAX:
            return None
        if kind == "image":
            return 0, 6240
        if kind in ("transcription", "speech", "moderation"):
            return context, output
        if context == 0:
            return None
        if kind == "embedding":
            return context, 0
        if output == 0 or output > context:
            self.limits["no most output published: the context stands in" if output == 0 else
                        "most output above the context: the context stands in"] += 1
            output = context
        return context, output

    def price(self, key, provider, name, kind, cost, context):
        where = f"{provider}/{name}"
        gemini = "gemini" in name
        if cost is None:
            return self.price_of_second(key, provider, name, kind)
        prices = prices_of(cost, self.rounding, where)
        if prices.get("reasoning") == prices["output"]:
            del prices["reasoning"]
        tiers = tiers_of(cost, prices, gemini, self.rounding, where, self.guards)
        requests = self.check.model(key, name, kind, prices, tiers, context, False)
        guard_cache(prices, gemini, self.guards)
        if kind == "embedding":
            prices["output"] = Decimal(0)
        return written(prices, tiers), requests

    def price_of_second(self, key, provider, name, kind):
        """A price that only the second source tells."""
        entries = self.second.find(key, name)
        if len(entries) != 1 or kind not in ("chat", "embedding"):
            return None, None
        prices, tiers, requests = second_prices(entries[0], self.rounding, f"{provider}/{name} (second source)")
        if kind == "embedding":
            prices["output"] = Decimal(0)
        if "input" not in prices or "output" not in prices or tiers or prices["output"] == 0 == prices["input"]:
            return None, None
        guard_cache(prices, "gemini" in name, self.guards)
        self.from_second.append((provider, name))
        return written(prices, []), requests

    def notes(self, key, models):
        notes = list(NOTES.get(key, ()))
        left = self.left_out[key]
        for why, count in sorted(left.items()):
            notes.append(f"left out: {count} {'model' if count == 1 else 'models'} ({why})")
        unpriced = sum("usd_per_1m_tokens" not in m for m in models)
        if unpriced:
            notes.append(f"{unpriced} of {len(models)} models have no price in either source; an operator can price them")
        free = sum(m.get("usd_per_1m_tokens", {}).get("input") == "0.00" == m["usd_per_1m_tokens"]["output"]
                   for m in models if "usd_per_1m_tokens" in m)
        if free:
            notes.append(f"{free} of {len(models)} models are priced at zero, as the source says explicitly; a flat subscription or "
                         "a free tier is billed apart")
        if any(m.get("usd_per_1m_tokens", {}).get("reasoning") for m in models):
            notes.append("reasoning is the price of all output in thinking mode")
        return notes


def written(prices, tiers):
    """The price object of the file."""
    usd = {n: shown(prices[n]) for n in TOKEN_PRICES if n in prices}
    plain = [{k: v if k == "above_tokens" else shown(v) for k, v in tier.items()} for tier in tiers]
    if plain:
        usd["long_context"] = plain[0]
    if plain[1:]:
        usd["long_context_tiers"] = plain[1:]
    return usd


def address(key, source):
    """Base URL, protocol and way to sign in."""
    if key in ADDRESSES:
        return ADDRESSES[key]
    base = re.sub(r"(/chat/completions)?/*$", "", source["api"])
    if source["npm"] == "@ai-sdk/anthropic":
        return base, "anthropic", "x-api-key"
    return base, "openai", "bearer"


def key_variable(key, source):
    if key in KEY_VARIABLES:
        return KEY_VARIABLES[key]
    secret = [v for v in source["env"] if re.search(r"KEY|TOKEN|PAT$", v)]
    return secret[0]


# ---------------------------------------------------------------- text of a file

LINES = (
    ("model", "snapshots"),
    ("kind", "vocabulary", "context_tokens", "max_output_tokens", "image_tokens_max"),
    ("capabilities", "released", "knowledge"),
    ("usd_per_1m_tokens", "usd_per_1k_requests", "usd_per_image", "usd_per_1m_characters", "usd_per_minute"),
)


def ordered(entry):
    names = [name for line in LINES for name in line]
    if unknown := set(entry) - set(names):
        raise ValueError(f"unknown fields {unknown}")
    return {name: entry[name] for name in names if name in entry}


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def model_text(entry):
    lines = []
    for names in LINES:
        pairs = [f"{compact(n)}: {compact(entry[n])}" for n in names if n in entry]
        if pairs:
            lines.append(", ".join(pairs))
    return "    {" + ",\n     ".join(lines) + "}"


def file_text(made):
    parts = []
    for name, value in made.items():
        if name == "models":
            parts.append('  "models": [\n' + ",\n".join(map(model_text, value)) + "\n  ]")
        elif name in ("notes", "base_url_variables") and value:
            parts.append(f'  "{name}": [\n' + ",\n".join("    " + compact(v) for v in value) + "\n  ]")
        else:
            parts.append(f"  {compact(name)}: {compact(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


# ---------------------------------------------------------------- the checks


def validate(text, name):
    """Stops at a file that Alfred could not read; gives its models."""
    made = json.loads(text)
    assert made["provider"] == name and re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,62}", name), name
    needed = ("title", "base_url", "protocol", "auth", "docs", "regions", "price_version", "source", "cross_checked_with", "notes")
    assert all(f in made for f in needed), (name, [f for f in needed if f not in made])
    assert made["protocol"] in ("openai", "anthropic", "gemini", "vertex", "bedrock", "cohere"), name
    assert made["auth"] in ("bearer", "x-api-key", "api-key", "x-goog-api-key", "google-service-account", "sigv4", "none"), name
    assert (made["auth"] == "none") != ("key_variable" in made), name
    variables = {v["name"] for v in made.get("base_url_variables", ())}
    assert set(re.findall(r"\{(\w+)\}", made["base_url"])) == variables, name
    assert re.fullmatch(r"https?://[^\s?#]+[^/]", made["base_url"]), made["base_url"]
    names = [n for m in made["models"] for n in (m["model"], *m.get("snapshots", ()))]
    assert names and len(names) == len(set(names)), (name, [n for n, c in collections.Counter(names).items() if c > 1])
    for model in made["models"]:
        validate_model(name, model)
    return made["models"]


def validate_model(provider, model):
    where = (provider, model["model"])
    assert re.fullmatch(r"[!-.0-~](?:[!-~]{0,198}[!-.0-~])?", model["model"]), where
    assert model["vocabulary"] in ("o200k", "cl100k", "utf8_bytes"), where
    context, output = model["context_tokens"], model["max_output_tokens"]
    if model["kind"] == "chat":
        assert 1 <= output <= context <= TOKENS_MAX, where
    elif model["kind"] == "embedding":
        assert context >= 1 and output == 0, where
    else:
        assert model["kind"] in ("moderation", "image", "speech", "transcription"), where
    assert model["capabilities"] == sorted(model["capabilities"]), where
    usd = model.get("usd_per_1m_tokens")
    if usd is None:
        return
    assert "input" in usd and "output" in usd, where
    whole = (usd, *usd.get("service_tiers", {}).values())
    for tier in (t for w in whole for t in (w, *[w[n] for n in ("long_context",) if n in w], *w.get("long_context_tiers", ()))):
        for field, price in tier.items():
            if isinstance(price, str):
                assert re.fullmatch(r"\d+\.\d{2,9}", price) and Decimal(price) <= 1000, (where, field, price)


# ---------------------------------------------------------------- the run


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("first", "second", "catalog", "page"):
        arguments.add_argument(name, type=pathlib.Path)
    told = arguments.parse_args()
    first = json.loads(told.first.read_text("utf-8"), parse_float=Decimal)
    second = json.loads(told.second.read_text("utf-8"), parse_float=Decimal)
    by_hand = {name: json.loads((told.catalog / f"{name}.json").read_text("utf-8")) for name in BY_HAND}
    maker = Maker(first, second, by_hand)
    made = [maker.provider(key) for key in sorted(first) if key not in LEFT_OUT_PROVIDERS]
    for provider in made:
        add_tiers(provider)
    files = {provider["provider"]: file_text(provider) for provider in made}
    models = {name: validate(text, name) for name, text in files.items()}
    for old in told.catalog.glob("*.json"):
        old.unlink()
    for name, text in files.items():
        (told.catalog / f"{name}.json").write_text(text, "utf-8")
    (told.catalog / "index.txt").write_text("".join(f"{name}\n" for name in sorted(files)), "utf-8")
    from catalogue_page import page

    told.page.write_text(page(maker, made), "utf-8")
    every = [m for ms in models.values() for m in ms]
    priced = sum("usd_per_1m_tokens" in m or any(f"usd_per_{u}" in m for u in ("image", "1m_characters", "minute")) for m in every)
    print(f"{len(files)} providers, {len(every)} models, {priced} priced, {maker.check.matched} matched", file=sys.stderr)


if __name__ == "__main__":
    main()
