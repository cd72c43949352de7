import { formatDuration, type IconName, type Tone } from "@session/ui";
import type { ConnectionView } from "../../client/backend.ts";
import { text } from "../../text/index.ts";

export interface ConnectionWords {
  readonly word: string;
  readonly meaning: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

/** What to say about the connection. */
export function connectionWords({ status, clockOffsetMs }: ConnectionView): ConnectionWords {
  const words = text.connection;
  switch (status) {
    case "connecting":
      return { word: words.connecting, meaning: words.connectingText, tone: "inactive", icon: "clock" };
    case "connected":
      return { word: words.connected, meaning: words.connectedText, tone: "accent", icon: "check" };
    case "offline":
      return { word: words.offline, meaning: words.offlineText, tone: "attention", icon: "alert" };
    case "clockWrong":
      return {
        word: words.clockWrong,
        meaning: words.clockText(formatDuration(Math.abs(clockOffsetMs))),
        tone: "attention",
        icon: "clock",
      };
  }
}
