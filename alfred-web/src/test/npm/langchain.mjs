import { ChatOpenAI } from "@langchain/openai";
import { apiKey, model, report, url } from "./report.mjs";

const chat = new ChatOpenAI({
  model,
  apiKey,
  maxTokens: 100,
  maxRetries: 0,
  configuration: { baseURL: url + "/v1" },
});

await report({
  async chat() {
    const answer = await chat.invoke("Say hello.");
    return { text: answer.content, prompt_tokens: answer.usage_metadata.input_tokens };
  },
  async stream() {
    let text = "";
    let usage = null;
    for await (const chunk of await chat.stream("Say hello.")) {
      text += chunk.content;
      usage = chunk.usage_metadata ?? usage;
    }
    return { text, completion_tokens: usage.output_tokens };
  },
});
