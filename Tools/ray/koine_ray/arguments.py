"""The arguments of koine that concern where runs are made and kept."""


def take(arguments, option, takes_value=True):
    """The last value of an option and the arguments without it; None, or False for a flag, if it is not there."""
    value, rest, words = None if takes_value else False, [], iter(arguments)
    for word in words:
        if word == option:
            value = next(words, None) if takes_value else True
        elif takes_value and word.startswith(option + "="):
            value = word[len(option) + 1 :]
        else:
            rest.append(word)
    return value, rest
