import { IconButton, RingsLogo } from "@session/ui";
import type { ReactNode } from "react";
import { text } from "../../text/index.ts";

export interface StepFrameProps {
  readonly onBack: () => void;
  readonly children: ReactNode;
}

/** One question in the middle of the page, with a way back. */
export function StepFrame({ onBack, children }: StepFrameProps) {
  return (
    <div className="step-frame">
      <header className="step-head">
        <IconButton icon="back" label={text.common.back} onClick={onBack} />
        <RingsLogo word={text.appName} />
      </header>
      <main className="step-main">{children}</main>
    </div>
  );
}
