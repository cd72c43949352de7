import { Badge, Card, EmptyState, Rings } from "@session/ui";
import { PageHead } from "../../app/PageHead.tsx";
import type { ConnectionView } from "../../client/backend.ts";
import { text } from "../../text/index.ts";
import { connectionWords } from "./connection-words.ts";
import { PathList } from "./PathList.tsx";

/** What the connection is doing, and which nodes carry it. */
export function ConnectionPage({ connection }: { readonly connection: ConnectionView }) {
  const { word, meaning, tone, icon } = connectionWords(connection);
  const [path, ...reserve] = connection.paths;
  return (
    <div className="page">
      <PageHead title={text.connection.title} />
      <div className="page-body">
        <Card>
          <div className="connection-summary">
            <Badge tone={tone} icon={icon}>
              {word}
            </Badge>
            <p>{meaning}</p>
          </div>
        </Card>
        <Card title={text.connection.pathTitle}>
          {path ? (
            <div className="path">
              <div className="path-figure">
                <Rings
                  size={168}
                  rings={path.length}
                  lit={path.length}
                  centreLit
                  label={text.connection.pathFigure(path.length)}
                />
                <p>{text.connection.pathText}</p>
              </div>
              <PathList
                stops={[
                  { title: text.connection.you, text: text.connection.youText },
                  ...path.map((ed25519, index) => ({ title: text.info.hop(index + 1), ed25519 })),
                  { title: text.connection.destination, text: text.connection.destinationText },
                ]}
              />
            </div>
          ) : (
            <EmptyState title={text.connection.noPath} text={text.connection.pathText} />
          )}
          {reserve.length > 0 ? (
            <p className="path-reserve">{text.connection.otherPaths(reserve.length)}</p>
          ) : null}
        </Card>
      </div>
    </div>
  );
}
