/** An answer that is a text of any length, made as it is read: it is never one string. */
export interface TextStream {
  object: "text_stream";
  content_type: string;
  chunks: AsyncIterable<string>;
}

/** Whether an answer is read as it is made. */
export const isTextStream = (answer: unknown): answer is TextStream =>
  typeof answer === "object" && answer !== null && "object" in answer && answer.object === "text_stream";
