import { ToastProvider } from "@session/ui";
import "@session/ui/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "../../src/app/App.tsx";
import { MessengerContext } from "../../src/app/context.ts";
import { createMessenger } from "../../src/client/messenger.ts";
import "../../src/styles/app.css";
import { createPlayedBackend } from "./played-backend.ts";
import { sceneOf } from "./scenes.ts";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");

const scene = sceneOf(new URLSearchParams(location.search).get("scene") ?? "conversations");
const messenger = createMessenger({
  backend: createPlayedBackend(scene),
  loadConfig: () =>
    Promise.resolve({ seedUrls: ["http://127.0.0.1:1"], explorerUrl: "http://127.0.0.1:2", network: {} }),
  report: (error) => console.error(error),
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
