import { IconButton } from "@session/ui";
import type { ReactNode } from "react";
import { text } from "../text/index.ts";
import { goBack } from "./navigation.ts";
import { useFocusOnMount } from "./use-focus-on-mount.ts";

export interface PageHeadProps {
  readonly title: string;
  readonly children?: ReactNode;
}

/** Top line of a page: Back, title, and what belongs at the end. The title has the focus when the page opens. */
export function PageHead({ title, children }: PageHeadProps) {
  const heading = useFocusOnMount<HTMLHeadingElement>();
  return (
    <header className="page-head">
      <IconButton icon="back" label={text.common.back} onClick={goBack} />
      <h1 className="page-title" ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </header>
  );
}
