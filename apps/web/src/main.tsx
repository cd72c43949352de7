import { ToastProvider } from "@session/ui";
import "@session/ui/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { MessengerContext } from "./app/context.ts";
import { createMessenger } from "./client/messenger.ts";
import { loadConfig } from "./platform/load-config.ts";
import { createWorkerBackend } from "./platform/worker-backend.ts";
import "./styles/app.css";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");

const messenger = createMessenger({
  backend: createWorkerBackend(),
  loadConfig,
  // The name of an error says what happened without any user data.
  report: (error) =>
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : "unknown failure"),
});
void messenger.start();

createRoot(root).render(
  <StrictMode>
    <MessengerContext value={messenger}>
      <ToastProvider>
        <App />
      </ToastProvider>
    </MessengerContext>
  </StrictMode>,
);
