public import KoineEngine
