/** Code points of text one message can have. */
export const TEXT_MAX = 2_000;
const COUNTER_FROM = 1_800;

export interface TextCheck {
  /** Code points, as the limit counts them. */
  readonly count: number;
  /** The counter is on screen. */
  readonly isCounted: boolean;
  /** Code points too many; 0 when it fits. */
  readonly over: number;
  readonly isEmpty: boolean;
}

/** Judges the text of a message before it is sent. Text of white space only is empty. */
export function checkMessageText(text: string): TextCheck {
  const count = countCodePoints(text);
  return {
    count,
    isCounted: count >= COUNTER_FROM,
    over: Math.max(0, count - TEXT_MAX),
    isEmpty: text.trim() === "",
  };
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

export interface ComposerKey {
  readonly key: string;
  readonly shiftKey: boolean;
  /** The input method is composing; Enter then takes its suggestion. */
  readonly isComposing: boolean;
  /** 229 while composing in browsers that end the composition before the key event. */
  readonly keyCode: number;
}

/** Enter sends, unless Shift is held or an input method is at work. */
export function isSendKey(key: ComposerKey): boolean {
  return key.key === "Enter" && !key.shiftKey && !key.isComposing && key.keyCode !== 229;
}
