"use client";

import { useEffect, useState } from "react";
import { after } from "../platform/after.ts";
import { IconButton } from "./IconButton.tsx";

export interface CopyButtonProps {
  readonly value: string;
  /** Name of the button; default "Copy". */
  readonly label?: string;
  /** Name while the copy is confirmed; default "Copied". */
  readonly copiedLabel?: string;
  readonly size?: "small" | "medium";
}

const CONFIRM_MS = 1600;

/** Copies its value with one click and confirms it in place. */
export function CopyButton({
  value,
  label = "Copy",
  copiedLabel = "Copied",
  size = "small",
}: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    return after(CONFIRM_MS, () => setCopied(false));
  }, [isCopied]);
  return (
    <>
      <IconButton
        className="ui-copy"
        icon={isCopied ? "check" : "copy"}
        label={isCopied ? copiedLabel : label}
        size={size}
        data-copied={isCopied ? "" : undefined}
        onClick={(event) => {
          event.stopPropagation();
          void copyText(value).then(setCopied);
        }}
      />
      <span className="ui-visually-hidden" aria-live="polite">
        {isCopied ? copiedLabel : ""}
      </span>
    </>
  );
}

/**
 * Puts text on the clipboard. Pages served over plain HTTP from another host have no clipboard API; there the
 * old selection command does it.
 *
 * @returns whether the text was copied
 */
export async function copyText(value: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(value).then(
      () => true,
      () => copyBySelection(value),
    );
  }
  return copyBySelection(value);
}

function copyBySelection(value: string): boolean {
  const area = document.createElement("textarea");
  area.value = value;
  area.className = "ui-visually-hidden";
  area.readOnly = true;
  // A modal dialog makes the rest of the page inert: the selection must be inside it.
  const host = document.querySelector("dialog[open]") ?? document.body;
  host.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  return isDone;
}
