# The sandbox as a service: docker build -t micro . && docker run -p 127.0.0.1:8080:8080 micro
FROM node:24-slim AS build
WORKDIR /src
COPY . .
RUN npx --yes pnpm@10.34.9 install --frozen-lockfile \
  && node scripts/run.mjs --build scripts/ready.ts \
  && npx --yes pnpm@10.34.9 --filter @micro/cli --prod --legacy deploy /app

FROM node:24-slim
ENV NODE_ENV=production MICRO_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app ./
RUN ln -s /app/bin/micro.js /usr/local/bin/micro && mkdir /data && chown node:node /data
USER node
EXPOSE 8080
HEALTHCHECK --interval=2s --timeout=2s --retries=15 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Every route but /health needs the key: docker exec CONTAINER micro sandbox status --json
CMD ["micro", "sandbox", "start", "--memory", "--host", "0.0.0.0", "--allow-remote", "--port", "8080"]
