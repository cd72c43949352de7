"use client";

import "./globals.css";
import { Button, ErrorState } from "@session/ui";

/** When not even the frame of the pages could be made. */
export default function GlobalError({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <html lang="en">
      <head>
        <title>Session network</title>
      </head>
      <body>
        <main>
          <ErrorState
            title="The explorer could not be drawn"
            text="Something in the explorer itself went wrong. The network is not affected."
            action={<Button onClick={reset}>Try again</Button>}
          />
        </main>
      </body>
    </html>
  );
}
