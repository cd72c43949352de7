# One image for every part of the network; docker-compose.yml says which part a container runs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/client/package.json packages/client/
COPY packages/config/package.json packages/config/
COPY packages/platform/package.json packages/platform/
COPY packages/protocol/package.json packages/protocol/
COPY packages/reference/package.json packages/reference/
COPY packages/staking/package.json packages/staking/
COPY packages/testkit/package.json packages/testkit/
COPY packages/testnet/package.json packages/testnet/
COPY packages/ui/package.json packages/ui/
COPY apps/chain/package.json apps/chain/
COPY apps/explorer/package.json apps/explorer/
COPY apps/node/package.json apps/node/
COPY apps/web/package.json apps/web/
RUN CI=true npx -y pnpm@12.21.0 install --frozen-lockfile
COPY . .
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
RUN cd apps/web && node_modules/.bin/vite build
RUN cd apps/explorer && node_modules/.bin/next build
# What only building and testing need stays behind.
RUN CI=true npx -y pnpm@12.21.0 install --frozen-lockfile --prod --offline && rm -rf apps/explorer/.next/cache

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=build --chown=node:node /app /app
RUN mkdir /data && chown node:node /data
USER node
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
CMD ["node", "--version"]
