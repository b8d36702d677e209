"""What follows from a model's id and modalities: its kind, its vocabulary, the bound of an image."""

import re

#: Names of things that no endpoint of Alfred serves.
NOT_SERVED = (
    (r"rerank", "reranking has no kind"),
    (r"realtime|livetranslate|voice-think", "works over a live connection"),
    (r"lyria|elevenlabs-music", "makes music"),
    (r"indictrans|m2m100|riva-translate", "translates in a shape of its own"),
    (r"distilbert-sst|smart-turn|bart-large-cnn|sparsedrive|bevformer|streampetr|active-speaker|synthetic-video", "classifies in a shape of its own"),
    (r"/esm2-|/esmfold|voicechat|/usdcode", "answers in a shape of its own"),
    (r"cosmos-(?:predict|transfer)|usdvalidate|gliner|nemoretriever-(?:page|table|graphic|ocr|parse)|nemotron-parse|paddleocr$|studiovoice",
     "answers in a shape of its own"),
    (r"deepgram/|melotts|aura-2|magpie-tts", "speech or transcription without a price by character or minute"),
)
EMBEDDING = re.compile(r"embed|(?:^|[/-])bge-|(?:^|[/-])gte-|(?:^|[/-])e5-|all-mini-lm|multi-qa-mpnet|/voyage-\d")
#: Text models that some providers list with outputs they do not have.
TEXT_ONLY = re.compile(r"(?:^|/)(?:gpt-5(?:\.\d)?(?:-(?:chat|chat-latest|codex|codex-mini|pro|thinking))?|grok-4-1-fast-(?:non-)?reasoning)$")
#: Images priced by tokens, with a bound of tokens per image.
IMAGE_BY_TOKENS = re.compile(r"(?:^|[/-])gpt-image-1(?:-mini)?$")

_O200K = re.compile(r"^(?:gpt-(?:4o|4\.1|4\.5|5)|chatgpt-4o|o[134](?:-|$)|codex-mini)")
_CL100K = re.compile(r"^(?:gpt-4(?:$|-(?!o))|gpt-3\.5-turbo|text-embedding-(?:3-|ada-002))")
_NOT_GPT = re.compile(r"gpt-oss|gpt-image|gpt-audio|gpt-5-image|gpt-5\.4-image|gpt-neo")


def outputs_of(name, outputs):
    return ["text"] if TEXT_ONLY.search(name) else outputs


def kind_of(name, inputs, outputs, cost):
    """The kind, or None and the reason to leave the model out."""
    for pattern, why in NOT_SERVED:
        if re.search(pattern, name, re.I):
            return None, why
    if "video" in outputs:
        return None, "makes video"
    if EMBEDDING.search(name.lower()):
        return "embedding", ""
    zero = cost is not None and not cost.get("input") and not cost.get("output")
    if "text" not in outputs and "image" in outputs:
        if IMAGE_BY_TOKENS.search(name) and cost:
            return "image", ""
        return None, "makes images, with no price by image and no bound of an image's tokens"
    if "text" not in outputs:
        return None, "speech without a price by character"
    if inputs == ["audio"]:
        if zero and "whisper" in name:
            return "transcription", ""
        return None, "transcription without a price by minute"
    if "text" not in inputs:
        return None, "takes no text"
    return "chat", ""


def bare(name):
    """The id without prefixes of resellers, variants and dates: how OpenAI writes it."""
    name = name.split("/")[-1].split(":")[0].lower()
    name = re.sub(r"^(?:openai[.-]{1,2}|databricks-|azure-|tee-)", "", name)
    name = re.sub(r"^gpt-5-?([1-9])(?=-|$)", r"gpt-5.\1", name)
    return re.sub(r"-20\d\d-?\d\d-?\d\d$", "", name)


def vocabulary_of(name):
    """Exact only for OpenAI's own models; the bytes of the text bound all others."""
    own = bare(name)
    if _NOT_GPT.search(own):
        return "utf8_bytes"
    if _O200K.match(own):
        return "o200k"
    return "cl100k" if _CL100K.match(own) else "utf8_bytes"


#: OpenAI, guide Images and vision: base + 8 tiles at most.
_OPENAI_OLDER = {"gpt-4-turbo": 1445, "gpt-4-turbo-vision": 1445, "gpt-4.5-preview": 1445, "chatgpt-4o-latest": 1445, "o1": 1275,
                 "o1-pro": 1275}
#: Anthropic: 4,784 for models that see in high resolution, 1,600 for older ones.
_CLAUDE = re.compile(r"claude[.-]{1,2}(?:(\d)(?:[.-](\d))?-)?(fable|opus|sonnet|haiku|instant)?-?(?:(\d)(?:[.-](\d)(?!\d))?(?!\d))?")
#: Google, guide Media resolution: 2,240 at ultra high from Gemini 3 on; before, the image and 8 crops
#: of 258 tokens each.
_GEMINI_3, _GEMINI_2 = 2240, 2322
#: Alibaba Model Studio: up to 16,384 tokens per image, and the two marks around it.
_QWEN = 16386
#: xAI: between 256 and 1,792 tokens per image.
_GROK = 1792


def image_tokens_max(name, by_hand):
    """The most tokens that one image can count for; 0 where no rule is published."""
    own = bare(name)
    if "claude" in own:
        return _claude(own)
    if "gemini" in own:
        version = re.search(r"gemini-(\d)", own)
        return _GEMINI_3 if version and int(version.group(1)) >= 3 else _GEMINI_2
    if vocabulary_of(name) != "utf8_bytes":
        return _openai(own, by_hand)
    if re.search(r"(?:^|[^a-z])qwen|qvq", own):
        return _QWEN
    return _GROK if re.match(r"grok-", own) else 0


def _openai(own, by_hand):
    known = {m["model"]: m.get("image_tokens_max", 0) for m in by_hand["openai"]["models"]}
    for candidate in (own, f"{own}-latest", re.sub(r"-latest$", "", own)):
        if candidate in known:
            return known[candidate]
    if own in _OPENAI_OLDER:
        return _OPENAI_OLDER[own]
    prefixes = [n for n in known if own.startswith(n + "-")]
    return known[max(prefixes, key=len)] if prefixes else 0


def _claude(own):
    found = _CLAUDE.search(own)
    family = found.group(3) if found else None
    major = found and (found.group(4) or found.group(1))
    minor = found and (found.group(5) if found.group(4) else found.group(2))
    if major is None:
        return 4784
    version = (int(major), int(minor or 0))
    high = family == "fable" or version >= (5, 0) or (family == "opus" and version >= (4, 7))
    return 4784 if high else 1600
