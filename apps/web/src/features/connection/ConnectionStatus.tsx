import { linkTo } from "../../app/navigation.ts";
import type { ConnectionView } from "../../client/backend.ts";
import { text } from "../../text/index.ts";
import { connectionWords } from "./connection-words.ts";

/** The one indicator of the connection, always with its word; opens the details. */
export function ConnectionStatus({ connection }: { readonly connection: ConnectionView }) {
  const { word, tone } = connectionWords(connection);
  return (
    <div>
      <a className="connection-status" data-tone={tone} {...linkTo({ page: "connection" })}>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <circle cx="8" cy="8" r="6.5" />
          <circle cx="8" cy="8" r="3" data-part="dot" />
        </svg>
        <span>
          <span className="ui-visually-hidden">{text.connection.title}: </span>
          {word}
        </span>
      </a>
      <span className="ui-visually-hidden" role="status">
        {text.connection.label(word)}
      </span>
    </div>
  );
}
