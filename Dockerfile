# docker build -t perno . && docker run -p 8080:8080 -v perno:/var/lib/perno -e PERNO_SECRET="$(openssl rand -base64 48)" perno
FROM rust:1.95-bookworm AS build
WORKDIR /perno
COPY . .
RUN cargo build --release --locked

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/perno perno
COPY --from=build /perno/target/release/perno /usr/bin/perno
USER perno
WORKDIR /var/lib/perno
VOLUME /var/lib/perno
ENV PERNO_DATABASE_URL=sqlite:///var/lib/perno/perno.db PERNO_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '^HTTP/1.. 200' <&3"]
ENTRYPOINT ["perno"]
CMD ["serve"]
