"""The page that tells how the catalogue was made and checked."""

import itertools

from catalogue_facts import LEFT_OUT_PROVIDERS, PUBLISHED

WHY = {
    "dearer": "the dearer reading",
    "hand": "checked by hand, see the notes of the file",
    "tier": "the dearer reading: prices for long prompts",
    "context": "the first source's: it only bounds the hold",
    "only there": "told by the second source only",
}

HEAD = """# How the catalogue was checked

Alfred ships one file per provider, `catalog/<provider>.json`, listed in `catalog/index.txt`. The first source is the
models.dev catalogue of 2 July 2026 (MIT), the second pydantic/genai-prices of August 2026 (MIT). Both are public and neither
is free of errors, so a price is a reading with a name (`price_version`) and never a promise: compare with the first bill, and
set your own with `alfred model set-price`. It tells what was on sale on that day: providers
withdraw models and services since, so a name here is neither a promise that it answers nor a recommendation.

The files are made by `python3 tools/catalogue.py FIRST.json SECOND.json CATALOG_DIR PAGE.md`; this page comes from the same run.
`openai.json` and `anthropic.json` were checked by hand: the run adds fields to them and changes neither models nor prices.

## Rules

* **Matching.** Providers are paired by a fixed table; a model of the first source is matched by the second source's own match
  clauses, upper or lower case, the first entry that fits. Of prices by date the one valid on 1 September 2026 counts, of prices
  by hour the dearest. Hugging Face is compared with the dearest of its sub-providers.
* **Disagreement.** The dearer reading of each field is kept, unless the provider's own figure is known. A context that differs
  is listed but kept: it bounds a hold and is no price.
* **Gaps.** A cache, audio or long-prompt price that only the second source tells is taken over; so is a price of a model that
  the first source leaves unpriced.
* **Exactness.** Prices are decimal strings, exact to nine places. Noise of binary arithmetic (0.30000000000000004) is removed at
  the twelfth digit; what is finer than nine places is rounded up at the ninth.
* **Zero** is a price only where the source says 0 for input and output. A cached read or write of zero beside a paid input, or a read above it, is
  left out, so that the input price stands in. A cached write below the input price is left out too; for Gemini, where it is the
  storage on top of the input, both are added.
* **Prices for long prompts** never fall below the base price: `long_context` is the first threshold, `long_context_tiers` the rest.
* **reasoning** is told only where it differs from `output`.
* **Audio.** `audio_input`, `audio_cached_read` and `audio_output` are prices of their own where a source tells them. A model with the
  capability `audio_input` and no such price takes no audio until an operator prices it (counted below). A name for the newest model of
  a family takes those that it lacks from the model whose input and output prices it has (listed below).
* **Service tiers** come from the providers' own pages: OpenAI's by hand, those of Anthropic, Fireworks, Google, Groq and xAI from
  `tools/catalogue_tiers.py`; the notes of each file name the pages. Nothing is charged at a tier that is `for_show`, or at `batch`.
* **Limits.** The most output never exceeds the context; where none is published the context stands in.
* **Vocabulary.** `o200k` and `cl100k` for OpenAI's own GPT, o-series and embedding models by id, `utf8_bytes` for all others,
  gpt-oss included.
* **temperature** is not told by the reduced copy of the first source and appears nowhere; knowledge dates neither.

## Images

| Family | Most tokens of one image | Source |
|---|---|---|
| OpenAI | as in `openai.json`; 1,445 for gpt-4-turbo and gpt-4.5, 1,275 for o1 | OpenAI, guide Images and vision |
| Claude | 4,784 for fable, opus from 4.7, sonnet and haiku from 5; 1,600 for older ones | Anthropic, guide Vision |
| Gemini 3 and later | 2,240 | Google, guide Media resolution (ultra high) |
| Gemini before 3 | 2,322 (the image and 8 crops of 258) | Google, guides Media resolution (256 + about 2,048) and Image understanding |
| Qwen | 16,386 (16,384 and two marks) | Alibaba Model Studio, guide Qwen VL |
| Grok | 1,792 | xAI, Consumption and rate limits (256 to 1,792) |
| all others (Llama, Mistral, Gemma, GLM, Kimi, Nova, Phi, MiniMax, Step …) | 0: images are refused | no published bound was found |

A reseller may scale images otherwise; the rule of the family is held there too.
"""


def rows(*header):
    return ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]


def cell(value):
    return str(value if not isinstance(value, int) else f"{value:,}").replace("|", "\\|")


def page(maker, made):
    models = [m for provider in made for m in provider["models"]]
    names = sum(1 + len(m.get("snapshots", ())) for m in models)
    priced = sum(any(f.startswith("usd_per_1m") or f in ("usd_per_image", "usd_per_minute") for f in m) for m in models)
    check, listed = maker.check, sum(len(p["models"]) for p in maker.first.values())
    free = sum("usd_per_1m_tokens" in m and all(m["usd_per_1m_tokens"][f] == "0.00" for f in ("input", "output")) for m in models)
    audio = sum("audio_input" in m["capabilities"] and m.get("usd_per_1m_tokens", {}).get("input", "0.00") != "0.00"
                and "audio_input" not in m["usd_per_1m_tokens"] for m in models)
    lines = [HEAD, "## Counts", ""]
    lines += rows("What", "Count")
    for what, count in (
        ("providers in the first source / shipped", f"{len(maker.first)} / {len(made)}"),
        ("models in the first source / shipped (with snapshots)", f"{listed:,} / {len(models):,} ({names:,})"),
        ("priced models", priced),
        ("of them priced at zero, as the source says", free),
        ("models without a price", len(models) - priced),
        ("paid models that take audio without an audio price", audio),
        ("priced by the second source alone", len(maker.from_second)),
        ("models in both sources with prices", check.matched),
        ("of them agreeing in every price both tell", check.agreeing),
        ("of them disagreeing in a price", check.disagreeing),
        ("disagreements about prices / contexts (rows below)",
         f"{sum(r['price'] for r in check.rows)} / {sum(r['field'] == 'context_tokens' for r in check.rows)}"),
        ("cache, audio or other prices filled from the second source", len(check.filled)),
        ("prices cleaned of binary noise (both sources)", maker.rounding.noise),
        ("prices rounded up at the ninth place", len(maker.rounding.rounded)),
    ):
        lines.append(f"| {what} | {cell(count)} |")
    for what, count in sorted(itertools.chain(maker.guards.items(), maker.limits.items())):
        lines.append(f"| {what} | {count} |")
    if maker.rounding.rounded:
        lines += ["", "Rounded up: " + ", ".join(f"`{where}`" for where in maker.rounding.rounded) + "."]
    lines += ["", "Kinds: " + ", ".join(f"{k} {sum(m['kind'] == k for m in models):,}" for k in
              ("chat", "embedding", "moderation", "image", "speech", "transcription")) + "."]
    lines += ["", "## Compared, by provider", ""] + rows("Provider", "Matched", "Agreeing", "Disagreeing")
    lines += [f"| {p} | {a} | {b} | {c} |" for p, (a, b, c) in sorted(check.by_provider.items())]
    lines += ["", "## Left out", "", "Providers:", ""]
    lines += [f"* `{name}`: {why}" for name, why in sorted(LEFT_OUT_PROVIDERS.items())]
    lines += ["", "Models, by reason (the notes of each file have the counts of its provider; openai and anthropic name theirs):", ""]
    reasons = {}
    for provider, left in maker.left_out.items():
        for why, count in left.items():
            reasons.setdefault(why, []).append((provider, count))
    lines += rows("Reason", "Models", "Providers")
    for why, where in sorted(reasons.items(), key=lambda r: -sum(c for _, c in r[1])):
        lines.append(f"| {why} | {sum(c for _, c in where)} | {', '.join(f'{p} {c}' for p, c in sorted(where))} |")
    shipped = {i for p in maker.first for i in maker.second.ids(p)}
    lines += ["", "Only in the second source, and not shipped for want of limits: "
              + ", ".join(f"`{i}`" for i in maker.second.providers if i not in shipped) + "."]
    if maker.from_second:
        lines += ["", "Priced by the second source alone: " + ", ".join(f"`{p}/{m}`" for p, m in maker.from_second) + "."]
    if maker.stood_for:
        lines += ["", "Audio prices of the model that a name stands for: "
                  + ", ".join(f"`{p}/{m}` {f} of `{o}`" for p, m, o, f in maker.stood_for) + "."]
    lines += ["", "## Disagreements", "", "USD per 1,000,000 tokens (per 1,000 requests where the field says so), or tokens.", ""]
    for provider, group in itertools.groupby(check.rows, key=lambda row: row["provider"]):
        lines += [f"### {provider}", ""] + rows("Provider", "Model", "Field", "First source", "Second source", "Kept", "Why")
        lines += ["| " + " | ".join(cell(v) for v in (provider, f"`{r['model']}`", r["field"], r["first"], r["second"], r["kept"],
                  PUBLISHED.get((provider, r["model"]), "") if r["why"] == "published" else WHY[r["why"]])) + " |" for r in group]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"
