import { type ReactNode, Suspense } from "react";
import { isDocumentRequest } from "../../server/api.ts";

/**
 * Content that waits for data. A whole document is sent complete, so that it can be read without client
 * script; a move inside the app shows the skeleton at once.
 */
export async function Arriving({
  skeleton,
  children,
}: {
  readonly skeleton: ReactNode;
  readonly children: ReactNode;
}) {
  if (await isDocumentRequest()) return children;
  return <Suspense fallback={skeleton}>{children}</Suspense>;
}
