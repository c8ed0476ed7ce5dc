"""A mail server that takes everything and keeps nothing; prints its port."""

import asyncio


async def serve(reader, writer):
    async def say(line):
        writer.write(line + b"\r\n")
        await writer.drain()

    await say(b"220 sink")
    in_message = False
    while line := await reader.readline():
        if in_message:
            in_message = line != b".\r\n"
            if not in_message:
                await say(b"250 taken")
        elif line.upper().startswith(b"DATA"):
            in_message = True
            await say(b"354 go on")
        else:
            await say(b"250 ok")
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
