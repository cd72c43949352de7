import { Button, RingsLogo } from "@session/ui";
import { navigate } from "../../app/navigation.ts";
import { text } from "../../text/index.ts";
import { HopsFigure } from "./HopsFigure.tsx";

/** First screen: what this is, and the two ways in. */
export function Landing() {
  return (
    <main className="landing">
      <div className="landing-words">
        <RingsLogo word={text.appName} size={32} />
        <div className="landing-pitch">
          <h1>{text.landing.title}</h1>
          <p>{text.landing.text}</p>
        </div>
        <div className="landing-actions">
          <Button variant="primary" size="large" onClick={() => navigate({ page: "create" })}>
            {text.landing.create}
          </Button>
          <Button size="large" onClick={() => navigate({ page: "restore" })}>
            {text.landing.restore}
          </Button>
        </div>
      </div>
      <HopsFigure />
    </main>
  );
}
