import OpenAI from "openai";
import { apiKey, model, report, url } from "./report.mjs";

const client = new OpenAI({ baseURL: url + "/v1", apiKey });
const messages = [{ role: "user", content: "Say hello." }];

await report({
  async chat() {
    const { data, response } = await client.chat.completions
      .create({ model, messages, max_completion_tokens: 100 })
      .withResponse();
    return {
      text: data.choices[0].message.content,
      prompt_tokens: data.usage.prompt_tokens,
      cost: response.headers.get("x-alfred-cost"),
    };
  },
  async stream() {
    let text = "";
    let usage = null;
    const stream = await client.chat.completions.create({
      model,
      messages,
      max_completion_tokens: 100,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? "";
      usage = chunk.usage ?? usage;
    }
    return { text, completion_tokens: usage.completion_tokens };
  },
  async tools() {
    const answer = await client.chat.completions.create({
      model,
      messages,
      max_completion_tokens: 100,
      tools: [
        {
          type: "function",
          function: { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } },
        },
      ],
    });
    return { call: answer.choices[0].message.tool_calls[0].function };
  },
  async responses() {
    const answer = await client.responses.create({ model, input: "Say hello.", max_output_tokens: 100 });
    return { text: answer.output_text, prompt_tokens: answer.usage.input_tokens };
  },
  async embeddings() {
    const answer = await client.embeddings.create({ model, input: ["Say", "hello."] });
    return { vectors: answer.data.length, prompt_tokens: answer.usage.prompt_tokens };
  },
  async models() {
    const ids = [];
    for await (const known of client.models.list()) ids.push(known.id);
    return { ids };
  },
});
