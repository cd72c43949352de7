/** Reads the data lines of a server-sent event stream as a browser would; ends when the signal aborts. */
export async function* readEvents(url: string, signal: AbortSignal): AsyncGenerator<unknown> {
  const response = await fetch(url, { headers: { accept: "text/event-stream" }, signal });
  if (response.body === null) throw new Error("no stream");
  let buffered = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    buffered += text;
    const messages = buffered.split("\n\n");
    buffered = messages.pop() ?? "";
    for (const message of messages) {
      const lines = message.split("\n");
      const data = lines.find((line) => line.startsWith("data: "))?.slice(6);
      const isNamed = lines.some((line) => line.startsWith("event: "));
      if (data !== undefined && data !== "" && !isNamed) yield JSON.parse(data);
    }
  }
}
