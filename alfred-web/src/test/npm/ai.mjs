import { createOpenAI } from "@ai-sdk/openai";
import { generateText, streamText } from "ai";
import { apiKey, model, report, url } from "./report.mjs";

const openai = createOpenAI({ baseURL: url + "/v1", apiKey });

await report({
  async chat() {
    const { text, usage } = await generateText({
      model: openai.chat(model),
      prompt: "Say hello.",
      maxOutputTokens: 100,
      maxRetries: 0,
    });
    return { text, prompt_tokens: usage.inputTokens };
  },
  async responses() {
    const { text, usage } = await generateText({
      model: openai.responses(model),
      prompt: "Say hello.",
      maxOutputTokens: 100,
      maxRetries: 0,
    });
    return { text, prompt_tokens: usage.inputTokens };
  },
  async stream() {
    const result = streamText({
      model: openai.chat(model),
      prompt: "Say hello.",
      maxOutputTokens: 100,
      maxRetries: 0,
    });
    let text = "";
    for await (const part of result.textStream) text += part;
    return { text, completion_tokens: (await result.usage).outputTokens };
  },
});
