"use client";

import { Button, ErrorState, Surface } from "@session/ui";

/** The last resort when a whole page cannot be drawn; the header and the live state stay. */
export default function PageError({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <Surface>
      <ErrorState
        title="This page could not be made"
        text="Something in the explorer itself went wrong. The network is not affected, and other pages may still work."
        action={<Button onClick={reset}>Try again</Button>}
      />
    </Surface>
  );
}
