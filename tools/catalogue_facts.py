"""What the two sources do not tell about providers: addresses, ways to sign in, what to leave out."""

#: Files that were checked by hand.
BY_HAND = ("openai", "anthropic")

#: Providers of the first source that Alfred cannot call, or that have nothing to call.
LEFT_OUT_PROVIDERS = {
    "github-models": "retired by GitHub on 30 July 2026",
    "moark": "its prices look like yuan told as dollars",
    "qihang-ai": "its prices are a seventh of those of the models' makers",
    "github-copilot": "its API is documented for GitHub's own clients only",
    "gitlab": "its models answer behind GitLab's own API, in none of the protocols here",
    "moonshotai-cn": "the first source lists no models",
    "perplexity-agent": "serves the Responses API only, and bills its searches apart from tokens",
    "sap-ai-core": "the key is an OAuth service key and every deployment has a URL of its own",
    "xiaomi-token-plan-ams": "the first source lists no models",
    "xiaomi-token-plan-sgp": "the first source lists no models",
}

#: Names that Alfred's rule for provider names does not allow.
RENAMED = {"wafer.ai": "wafer-ai"}

#: Base URL, protocol and way to sign in, where the first source has none or another kind of client.
ADDRESSES = {
    "aihubmix": ("https://aihubmix.com/v1", "openai", "bearer"),
    "amazon-bedrock": ("https://bedrock-runtime.{region}.amazonaws.com", "bedrock", "sigv4"),
    "anthropic": ("https://api.anthropic.com/v1", "anthropic", "x-api-key"),
    "atomic-chat": ("http://127.0.0.1:1337/v1", "openai", "none"),
    "azure": ("https://{resource}.openai.azure.com/openai/v1", "openai", "api-key"),
    "azure-cognitive-services": ("https://{resource}.cognitiveservices.azure.com/openai/v1", "openai", "api-key"),
    "cerebras": ("https://api.cerebras.ai/v1", "openai", "bearer"),
    "cloudflare-ai-gateway": ("https://gateway.ai.cloudflare.com/v1/{account}/{gateway}/compat", "openai", "bearer"),
    "cloudflare-workers-ai": ("https://api.cloudflare.com/client/v4/accounts/{account}/ai/v1", "openai", "bearer"),
    "cohere": ("https://api.cohere.com", "cohere", "bearer"),
    "databricks": ("https://{host}/ai-gateway/mlflow/v1", "openai", "bearer"),
    "deepinfra": ("https://api.deepinfra.com/v1/openai", "openai", "bearer"),
    "google": ("https://generativelanguage.googleapis.com/v1beta", "gemini", "x-goog-api-key"),
    "google-vertex": (
        "https://{region}-aiplatform.googleapis.com/v1/projects/{project}/locations/{region}",
        "vertex",
        "google-service-account",
    ),
    "google-vertex-anthropic": (
        "https://aiplatform.googleapis.com/v1/projects/{project}/locations/global",
        "vertex",
        "google-service-account",
    ),
    "groq": ("https://api.groq.com/openai/v1", "openai", "bearer"),
    "inference": ("https://api.inference.net/v1", "openai", "bearer"),
    "lmstudio": ("http://127.0.0.1:1234/v1", "openai", "none"),
    "novita-ai": ("https://api.novita.ai/openai/v1", "openai", "bearer"),
    "privatemode-ai": ("http://{host}/v1", "openai", "bearer"),
    "merge-gateway": ("https://api-gateway.merge.dev/v1/openai", "openai", "bearer"),
    "mistral": ("https://api.mistral.ai/v1", "openai", "bearer"),
    "neon": ("https://{host}/ai-gateway/mlflow/v1", "openai", "bearer"),
    "openai": ("https://api.openai.com/v1", "openai", "bearer"),
    "perplexity": ("https://api.perplexity.ai", "openai", "bearer"),
    "snowflake-cortex": ("https://{account}.snowflakecomputing.com/api/v2/cortex/v1", "openai", "bearer"),
    "togetherai": ("https://api.together.xyz/v1", "openai", "bearer"),
    "v0": ("https://api.v0.dev/v1", "openai", "bearer"),
    "venice": ("https://api.venice.ai/api/v1", "openai", "bearer"),
    "vercel": ("https://ai-gateway.vercel.sh/v1", "openai", "bearer"),
    "xai": ("https://api.x.ai/v1", "openai", "bearer"),
}

#: What stands in for a placeholder of the base URL: name, example, meaning.
VARIABLES = {
    "amazon-bedrock": [("region", "us-east-1", "the AWS region that is called")],
    "azure": [("resource", "my-resource", "the name of the Azure OpenAI or Foundry resource")],
    "azure-cognitive-services": [("resource", "my-resource", "the name of the Azure AI services resource")],
    "cloudflare-ai-gateway": [
        ("account", "0123456789abcdef0123456789abcdef", "the id of the Cloudflare account"),
        ("gateway", "default", "the name of the gateway"),
    ],
    "cloudflare-workers-ai": [("account", "0123456789abcdef0123456789abcdef", "the id of the Cloudflare account")],
    "databricks": [("host", "dbc-0123abcd-4567.cloud.databricks.com", "the host of the workspace")],
    "google-vertex": [
        ("region", "europe-west4", "the location of Vertex AI; the location global is at aiplatform.googleapis.com without a prefix"),
        ("project", "my-project", "the id of the Google Cloud project"),
    ],
    "google-vertex-anthropic": [
        ("project", "my-project", "the id of the Google Cloud project"),
    ],
    "privatemode-ai": [("host", "127.0.0.1:8081", "where the provider's proxy listens; its usual port, 8080, is Alfred's too")],
    "neon": [("host", "gateway.example.neon.tech", "the host in NEON_AI_GATEWAY_BASE_URL")],
    "snowflake-cortex": [("account", "myorg-myaccount", "the account identifier")],
}

#: The variable of the key, where the first one of the source that looks like a key is not it.
KEY_VARIABLES = {
    "amazon-bedrock": "AWS_ACCESS_KEY_ID",
    "cloudflare-ai-gateway": "CLOUDFLARE_API_TOKEN",
    "google": "GEMINI_API_KEY",
    "google-vertex": "GOOGLE_APPLICATION_CREDENTIALS",
    "google-vertex-anthropic": "GOOGLE_APPLICATION_CREDENTIALS",
    "neon": "NEON_AI_GATEWAY_TOKEN",
}

#: Regions that the base URL or the models' ids name.
REGIONS = {
    "alibaba-token-plan": ["ap-southeast-1"],
    "alibaba-token-plan-cn": ["cn-beijing"],
    "amazon-bedrock": ["au", "eu", "global", "jp", "us"],
    "stackit": ["eu01"],
    "xiaomi-token-plan-cn": ["cn"],
}

NOTES = {
    "amazon-bedrock": [
        "the prefixes au., eu., jp., us. and global. of an id name the regions that may serve the call",
        "the secret key is in AWS_SECRET_ACCESS_KEY; AWS_BEARER_TOKEN_BEDROCK holds a Bedrock API key instead",
    ],
    "atomic-chat": ["runs on the operator's own machine"],
    "cloudflare-ai-gateway": ["Cloudflare recommends its REST API for new set-ups: cloudflare-workers-ai has its address"],
    "perplexity": ["Perplexity announced the end of Sonar chat completions for 27 September 2026"],
    "azure": ["the id of a model is the name of its deployment, which is free to choose: the models are listed under their own names"],
    "azure-cognitive-services": ["the id of a model is the name of its deployment, which is free to choose"],
    "cloudflare-ai-gateway": [
        "a gateway with authentication wants its token in cf-aig-authorization; Authorization then carries the key of the provider behind it",
    ],
    "deepseek": [
        "deepseek-chat and deepseek-reasoner are deepseek-v4-flash without and with thinking, at its price; DeepSeek announced their end for "
        "24 July 2026",
        "DeepSeek announced prices by hour from 16 August 2026, with peak hours at twice the others: the prices here are those before",
    ],
    "google": ["the same key is also read from GOOGLE_API_KEY and GOOGLE_GENERATIVE_AI_API_KEY"],
    "google-vertex": ["the variable names a file with the key of a service account"],
    "google-vertex-anthropic": [
        "the variable names a file with the key of a service account",
        "the models answer at :rawPredict and :streamRawPredict in the Messages shape, with anthropic_version in the body",
        "the prices are those of the location global; since Claude Sonnet 4.5 all other locations cost 10 % more: set your own prices there",
    ],
    "huggingface": ["the router picks a sub-provider; the price of the dearest one that the second source knows is kept"],
    "lmstudio": ["runs on the operator's own machine"],
    "perplexity": ["usd_per_1k_requests is the fee of 1,000 requests at the largest search context, from the second source"],
    "privatemode-ai": ["the base URL is that of the provider's proxy, which runs on the operator's own machine"],
    "wafer.ai": ["the first source calls this provider wafer.ai"],
    "zhipuai": ["billed in CNY: the prices in USD are conversions of the sources"],
}

#: Models of a provider that another protocol or another URL serves.
ENDPOINT_ELSEWHERE = {
    "azure": [(r"^claude-", "served in the Messages shape at another URL"), (r"^model-router$", "priced by the model that it picks")],
    "azure-cognitive-services": [(r"^claude-", "served in the Messages shape at another URL")],
    "google-vertex": [
        (r"^claude-", "see google-vertex-anthropic"),
        (r"/", "served in the shape of OpenAI at another URL"),
        (r"embedding", "served by another method, which is not translated"),
        (r"-image", "answers in pictures, which no client protocol here carries"),
    ],
    "kilo": [
        (r"^openrouter/(auto|free)", "priced by the model that it picks"),
        (r"sonar-deep-research", "billed by more than tokens"),
    ],
    "openrouter": [
        (r"^openrouter/auto", "priced by the model that it picks"),
        (r"sonar-deep-research", "billed by more than tokens"),
    ],
    "nvidia": [(r"whisper", "served at another URL")],
    "opencode": [
        (r"^claude-", "served at /messages only"),
        (r"^gpt-", "served at /responses only"),
        (r"^gemini-", "served in the shape of Gemini only"),
    ],
    "opencode-go": [(r"^minimax-", "served at /messages only")],
    "perplexity": [(r"deep-research", "billed by more than tokens")],
    "alibaba-cn": [(r"^qwen-deep-research", "not served in the shape of OpenAI")],
    "evroc": [(r"Voxtral-Small", "its price looks a thousandth of what it is")],
    "google": [(r"-image", "answers in pictures, which no client protocol here carries")],
    "helicone": [
        (r"deep-research", "billed by more than tokens"),
        (r"^mistral-nemo$", "its price looks a thousand times what it is"),
        (r"prompt-guard", "answers in two tokens"),
    ],
    "llmgateway": [(r"^qwen3-coder-plus$", "the price of its longest prompts was told as that of all")],
    "nano-gpt": [(r"deep-research", "billed by more than tokens")],
    "zhipuai": [(r"^glm-5v-turbo$", "its price looks like yuan told as dollars")],
}

#: Chat models that give images, whose output price is that of the images: the dearer one.
MEDIA_PRICES_KNOWN = {
    ("302ai", "gemini-3.1-flash-image-preview"),
    ("google", "gemini-2.5-flash-image"),
    ("google", "gemini-3-pro-image-preview"),
    ("google", "gemini-3.1-flash-image-preview"),
}

#: The second source's ids (a pattern) for a provider of the first.
SECOND_SOURCE = {
    "amazon-bedrock": "aws",
    "anthropic": "anthropic",
    "azure": "azure",
    "cerebras": "cerebras",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "fireworks-ai": "fireworks",
    "google": "google",
    "google-vertex": "google",
    "google-vertex-anthropic": "google",
    "groq": "groq",
    "huggingface": "huggingface_.*",
    "minimax": "minimax",
    "mistral": "mistral",
    "moonshotai": "moonshotai",
    "novita-ai": "novita",
    "openai": "openai",
    "openrouter": "openrouter",
    "ovhcloud": "ovhcloud",
    "perplexity": "perplexity",
    "togetherai": "together",
    "xai": "x-ai",
    "zhipuai": "zhipuai",
}

#: Names for the newest model of a family, and the model at whose prices the sources list them.
STANDS_FOR = {
    "google": {"gemini-flash-latest": "gemini-2.5-flash", "gemini-flash-lite-latest": "gemini-2.5-flash-lite"},
    "google-vertex": {"gemini-flash-latest": "gemini-2.5-flash", "gemini-flash-lite-latest": "gemini-2.5-flash-lite"},
}

#: Where the provider's own figure is known to be the first source's.
PUBLISHED = {
    ("deepseek", "deepseek-chat"): "DeepSeek, Models & Pricing: the price of deepseek-v4-flash",
    ("deepseek", "deepseek-reasoner"): "DeepSeek, Models & Pricing: the price of deepseek-v4-flash",
}
