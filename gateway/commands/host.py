"""``./run host``: who may open rooms on this server. Passwords are asked for, never given on the command line."""

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from getpass import getpass

from captions.errors import VoixlaError
from gateway.settings import read

HELP = "ajoute, liste ou retire les hôtes, qui ouvrent les salles"


def configure(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="add|list|remove|password")
    add = actions.add_parser("add", help="ajoute un hôte ; le mot de passe est demandé")
    listed = actions.add_parser("list", help="liste les hôtes")
    remove = actions.add_parser("remove", help="retire un hôte : ses salles sont fermées")
    password = actions.add_parser("password", help="change le mot de passe d'un hôte")
    for action in (add, remove, password):
        action.add_argument("name", metavar="NOM", help="nom de l'hôte, entre guillemets s'il a des espaces")
    for action in (add, listed, remove, password):
        action.add_argument(
            "--data", metavar="DOSSIER", help="dossier des hôtes et des salles, celui du serveur"
        )


def run(args: Namespace) -> int:
    from gateway.access.accounts import Accounts  # late: --help need not wait for it
    from gateway.access.store import open_store

    settings = read(os.environ, args)
    with open_store(settings.data) as store:
        accounts = Accounts(store, time.time)
        match args.action:
            case "add":
                accounts.check_new(args.name)
                host = accounts.add(args.name, _ask())
                print(f"« {host.name} » peut maintenant se connecter et ouvrir des salles.")
            case "remove":
                accounts.remove(args.name)
                print(f"« {args.name} » n'est plus un hôte ; ses salles sont fermées.")
                print("Espaces que plus personne ne gère peut-être : ./run archive spaces --without-owner")
            case "password":
                accounts.check_known(args.name)
                accounts.set_password(args.name, _ask())
                print(f"Le mot de passe de « {args.name} » est changé ; il faut se reconnecter.")
            case _:
                _list(accounts.names())
    return 0


def _list(names: list[str]) -> None:
    print("\n".join(names) if names else "Aucun hôte. Pour en ajouter un : ./run host add NOM")


def _ask() -> str:
    """From the terminal, twice; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    try:
        password = getpass("Mot de passe (12 caractères ou plus) : ")
        again = getpass("Encore une fois : ")
    except EOFError:
        raise VoixlaError("host.password", "Aucun mot de passe n'a été donné.") from None
    if password != again:
        raise VoixlaError("host.password", "Les deux mots de passe diffèrent. Recommencez.")
    return password
