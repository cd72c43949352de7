import { Button, EmptyState, ErrorState } from "@session/ui";
import { useEffect } from "react";
import { Onboarding } from "../features/onboarding/Onboarding.tsx";
import { text } from "../text/index.ts";
import { useMessenger, useMessengerState } from "./context.ts";
import { Main } from "./Main.tsx";
import { navigate, useRoute } from "./navigation.ts";

/** Chooses the screen by what is known of the account. */
export function App() {
  const messenger = useMessenger();
  const state = useMessengerState();
  const route = useRoute();

  useEffect(() => {
    if (state.kind === "ready" && (route.page === "create" || route.page === "restore"))
      navigate({ page: "home" }, { replace: true });
  }, [state.kind, route.page]);

  switch (state.kind) {
    case "starting":
      return <Starting />;
    case "failed":
      return (
        <main className="app-centre">
          <ErrorState
            level={1}
            title={text.failed.title}
            text={failureText(state.code)}
            action={
              <Button variant="primary" icon="retry" onClick={() => location.reload()}>
                {text.failed.retry}
              </Button>
            }
          />
        </main>
      );
    case "elsewhere":
      return (
        <main className="app-centre">
          <EmptyState
            level={1}
            title={text.elsewhere.title}
            text={text.elsewhere.text}
            action={
              <Button variant="primary" onClick={() => void messenger.takeOver()}>
                {text.elsewhere.action}
              </Button>
            }
          />
        </main>
      );
    case "none":
      return <Onboarding route={route} />;
    case "ready":
      return <Main state={state} route={route} />;
  }
}

function Starting() {
  return (
    <main className="app-centre app-starting" aria-busy="true">
      <EmptyState level={1} title={text.starting.title} text={text.starting.text} />
    </main>
  );
}

function failureText(code: string): string {
  if (code === "config") return text.failed.config;
  return code === "storage" ? text.failed.storage : text.failed.internal;
}
