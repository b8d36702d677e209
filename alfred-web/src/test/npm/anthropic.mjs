import Anthropic from "@anthropic-ai/sdk";
import { apiKey, model, report, url } from "./report.mjs";

const client = new Anthropic({ baseURL: url, apiKey });
const ask = { model, max_tokens: 100, messages: [{ role: "user", content: "Say hello." }] };

await report({
  async chat() {
    const message = await client.messages.create(ask);
    return { text: message.content[0].text, prompt_tokens: message.usage.input_tokens };
  },
  async stream() {
    const stream = client.messages.stream(ask);
    const message = await stream.finalMessage();
    return { text: message.content[0].text, completion_tokens: message.usage.output_tokens };
  },
  async count() {
    return { tokens: (await client.messages.countTokens({ model, messages: ask.messages })).input_tokens };
  },
});
