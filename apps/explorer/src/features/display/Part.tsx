"use client";

import { Button, ErrorState, formatRelativeTime, Notice, Stale } from "@session/ui";
import { Component, type ReactNode } from "react";
import type { Failure } from "../../trpc/failure.ts";
import type { Part } from "../../trpc/use-part.ts";
import { useLive } from "../live/LiveProvider.tsx";
import { useNowMs } from "../live/NowProvider.tsx";

export interface PartViewProps<T> {
  readonly part: Part<T>;
  /** What this part shows, to finish "… could not be loaded": "The node list". */
  readonly name: string;
  readonly children: (value: T) => ReactNode;
}

/**
 * Draws one part of a page in all its states. A part that fails, or whose drawing throws, says so in its own
 * place and leaves the rest of the page alone.
 */
export function PartView<T>({ part, name, children }: PartViewProps<T>) {
  return (
    <DrawingBoundary name={name}>
      <PartContent part={part} name={name}>
        {children}
      </PartContent>
    </DrawingBoundary>
  );
}

function PartContent<T>({ part, name, children }: PartViewProps<T>) {
  const nowMs = useNowMs();
  const { mode } = useLive();
  const retry = <RetryButton onRetry={part.retry} isBusy={part.isAsking} />;
  if (part.value === undefined) {
    return <ErrorState title={`${name} could not be loaded`} text={reasonOf(part.failure)} action={retry} />;
  }
  return (
    <>
      {part.failure && mode !== "paused" ? (
        <Stale since={formatRelativeTime(part.atMs, nowMs, { timeZone: "UTC" })} action={retry} />
      ) : null}
      {children(part.value)}
    </>
  );
}

/** A link, so that it also works without client script, where it loads the page again. */
function RetryButton({ onRetry, isBusy }: { readonly onRetry: () => void; readonly isBusy: boolean }) {
  return (
    // biome-ignore lint/a11y/useValidAnchor: it does navigate, to this same page, where scripts do not run
    <a
      className="ui-button"
      data-variant="secondary"
      data-size="small"
      href=""
      onClick={(event) => {
        event.preventDefault();
        onRetry();
      }}
    >
      {isBusy ? "Asking again" : "Try again"}
    </a>
  );
}

function reasonOf(failure: Failure | undefined): string {
  switch (failure) {
    case "unreachable":
      return "The indexer does not answer. The network itself does not depend on it and goes on.";
    case "failed":
      return "The indexer answered, but could not find the data. The rest of the page is not affected.";
    case "badRequest":
      return "The indexer did not accept the question, for example because a filter in the address is wrong.";
    case "notFound":
      return "The indexer does not know this at its newest block. It may appear with one of the next blocks.";
    case undefined:
      return "The answer is on its way.";
  }
}

class DrawingBoundary extends Component<
  { readonly name: string; readonly children: ReactNode },
  { readonly hasFailed: boolean }
> {
  // React reads error boundaries from classes only.
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <Notice
        tone="danger"
        icon="warning"
        action={
          <Button size="small" onClick={() => this.setState({ hasFailed: false })}>
            Draw again
          </Button>
        }
      >
        {this.props.name} could not be drawn. The rest of the page is not affected.
      </Notice>
    );
  }
}
